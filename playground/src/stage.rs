//! The partner's page in the middle of the playground, with the live widget in it.

use js_sys::{Function, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

use crate::options::{Options, WIDTHS};
use crate::{address, controls, events, snippet_pane, standin, timeline};

/// Puts the controls around the widget, and keeps the widget in sync with them.
pub(crate) fn show() {
    let document = document();
    let Some(place) = element(&document, "playground") else {
        return;
    };
    keep_fragment(&document);
    mount_to(place, || {
        let options = RwSignal::new(Options::read(address::parameter));
        Effect::new(move |_| apply(&options.get()));
        Effect::new(move |before: Option<()>| {
            let query = options.with(Options::query);
            if before.is_some() {
                address::remember(&query);
            }
        });
        let state = events::state();
        view! {
            <aside class="controls" aria-label="Controls">
                {controls::pane(options, state)}
                {standin::pane::pane()}
            </aside>
            <div class="tools">
                {timeline::pane::pane(state)}
                {events::pane()}
                {snippet_pane::pane(options)}
            </div>
        }
    })
    .forget();
}

/// The links between playground and gallery keep the stand-in.
pub(crate) fn keep_fragment(document: &Document) {
    let Ok(links) = document.query_selector_all("nav a") else {
        return;
    };
    for index in 0..links.length() {
        if let Some(link) = links
            .item(index)
            .and_then(|it| it.dyn_into::<Element>().ok())
        {
            let href = link.get_attribute("href").unwrap_or_default();
            // Fails only for invalid names.
            let _ = link.set_attribute("href", &(href + &address::fragment()));
        }
    }
}

fn element(document: &Document, id: &str) -> Option<HtmlElement> {
    document.get_element_by_id(id)?.dyn_into().ok()
}

/// The live widget.
pub(crate) fn widget() -> Option<HtmlElement> {
    element(&document(), "widget")
}

/// Calls a method of the widget.
pub(crate) fn call(method: &str) {
    let Some(widget) = widget() else { return };
    let function = Reflect::get(&widget, &JsValue::from_str(method));
    if let Some(function) = function.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
        // None of them throws.
        let _ = function.call0(&widget);
    }
}

fn apply(options: &Options) {
    let document = document();
    if let Some(widget) = widget() {
        for (name, value) in options.attributes() {
            set(&widget, name, value);
        }
    }
    let Some(partner) = element(&document, "partner") else {
        return;
    };
    let dressed = [
        ("data-variant", options.variant),
        ("data-theme", options.theme),
        ("data-preset", options.preset),
    ];
    for (name, value) in dressed {
        set(&partner, name, Some(value));
    }
    let width = match options.width {
        width if width < WIDTHS.1 => format!("{width}px"),
        _ => "none".to_owned(),
    };
    // Through the object model, which no style policy forbids.
    let _ = partner.style().set_property("--place", &width);
    wear(&document, options.preset());
}

/// Sets only changed attributes: the widget reads all of them again after each change.
fn set(element: &Element, name: &str, value: Option<&str>) {
    if element.get_attribute(name).as_deref() == value {
        return;
    }
    // Both fail only for invalid names.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Links the preset's sheet, as a partner would.
fn wear(document: &Document, preset: Option<&str>) {
    let sheet = document.get_element_by_id("preset");
    match (preset, sheet) {
        (Some(preset), sheet) => {
            let link = sheet.or_else(|| {
                let link = document.create_element("link").ok()?;
                link.set_id("preset");
                set(&link, "rel", Some("stylesheet"));
                document.head()?.append_child(&link).ok()?;
                Some(link)
            });
            if let Some(link) = link {
                set(&link, "href", Some(&format!("presets/{preset}.css")));
            }
        }
        (None, Some(sheet)) => sheet.remove(),
        (None, None) => {}
    }
}
