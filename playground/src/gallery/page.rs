//! The gallery's page: reads the address, fetches the language, draws the cells, and reports when it is done.

use std::sync::Arc;

use chakra_connect::text::{Catalogue, Locale};
use gloo_net::http::Request;
use js_sys::Promise;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use super::cells::{CELLS, Cell};
use super::drawing::{Style, draw, sheet};
use crate::controls::field::{segments, select};
use crate::options::{LANGUAGES, Options, THEMES, VARIANTS};
use crate::{address, stage};

/// Shows the gallery instead of the playground.
pub(crate) fn show() {
    let document = document();
    stage::keep_fragment(&document);
    let Some(workbench) = document.get_element_by_id("workbench") else {
        return;
    };
    workbench.set_text_content(None);
    workbench.set_class_name("gallery");
    document.set_title("Gallery – chakra-connect");
    let options = Options::read(address::parameter);
    let state = address::parameter("state");
    let page = document
        .document_element()
        .and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let Some(page) = page else { return };
    let theme = options
        .attributes()
        .iter()
        .find_map(|(name, value)| value.filter(|_| *name == "theme"));
    if let Some(theme) = theme {
        // Through the object model, which no style policy forbids.
        let _ = page.style().set_property("color-scheme", theme);
    }
    mark_current(&document);
    let is_alone = state.is_some();
    mount_to(workbench.clone().unchecked_into(), move || {
        bar(options, is_alone)
    })
    .forget();
    spawn_local(async move {
        let locale = Locale::of(options.locale).unwrap_or(Locale::ENGLISH);
        let style = Style {
            variant: options.variant,
            theme,
            locale,
            words: Arc::new(Catalogue::new(Value::Null, words(locale).await.into())),
        };
        let is_wanted = |cell: &&Cell| state.as_deref().is_none_or(|state| state == cell.name);
        let wanted: Vec<_> = CELLS.iter().filter(is_wanted).collect();
        let drawn = draw_all(&wanted, &workbench, &style);
        let shown = next_frame().await;
        match drawn.and(shown) {
            Ok(()) => drop(page.dataset().set("galleryReady", "true")),
            Err(error) => web_sys::console::error_1(&error),
        }
    });
}

fn mark_current(document: &web_sys::Document) {
    for (selector, current) in [
        ("nav a[href*=gallery]", true),
        ("nav a:not([href*=gallery])", false),
    ] {
        if let Ok(Some(link)) = document.query_selector(selector) {
            // Both fail only for invalid names.
            let _ = if current {
                link.set_attribute("aria-current", "page")
            } else {
                link.remove_attribute("aria-current")
            };
        }
    }
}

fn draw_all(cells: &[&Cell], workbench: &Element, style: &Style) -> Result<(), JsValue> {
    let grid = document().create_element("div")?;
    grid.set_class_name("cells");
    workbench.append_child(&grid)?;
    let sheet = sheet()?;
    cells
        .iter()
        .try_for_each(|cell| draw(cell, &grid, style, &sheet))
}

/// The texts of a language; `null` for English, and if they cannot be loaded.
async fn words(locale: Locale) -> Value {
    if locale == Locale::ENGLISH {
        return Value::Null;
    }
    let address = ["locales/", locale.tag, ".json"].concat();
    match Request::get(&address).send().await {
        Ok(response) if response.ok() => response.json().await.unwrap_or_default(),
        _ => Value::Null,
    }
}

/// The second frame from now: by then everything has been drawn.
async fn next_frame() -> Result<(), JsValue> {
    for _ in 0..2 {
        let frame = Promise::new(&mut |resolve, _| {
            // Never fails for what the browser reports.
            let _ = window().request_animation_frame(&resolve);
        });
        JsFuture::from(frame).await?;
    }
    Ok(())
}

/// The address of all cells.
fn search(options: Options) -> String {
    let query = options.query();
    let mark = if query.is_empty() { "" } else { "&" };
    ["?gallery", mark, &query].concat()
}

/// Choices for all cells; each reloads the page, as a link would.
fn bar(options: Options, is_alone: bool) -> impl IntoView {
    let open = |options: Options| {
        if let Some(location) = address::location() {
            // Never fails for what the browser reports.
            let _ = location.set_search(&search(options));
        }
    };
    let all = is_alone.then(|| {
        let href = search(options) + &address::fragment();
        view! { <a href=href>"All states"</a> }
    });
    view! {
        <div class="gallery-bar">
            {segments(
                "variant",
                "Variant",
                VARIANTS.to_vec(),
                Signal::derive(move || options.variant),
                move |variant| open(Options { variant, ..options }),
            )}
            {segments(
                "theme",
                "Theme",
                THEMES.to_vec(),
                Signal::derive(move || options.theme),
                move |theme| open(Options { theme, ..options }),
            )}
            {select(
                "locale",
                "Locale",
                LANGUAGES.to_vec(),
                options.locale,
                move |locale| open(Options { locale, ..options }),
            )}
            {all}
        </div>
    }
}
