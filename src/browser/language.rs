//! The page's language, and its file of messages.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, JsString};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Url};

use super::fetch::{self, InFlight};
use super::js;
use super::page::Host;
use super::shadow_hosts::with_hosts;
use crate::text::{Language, Locale};

/// Milliseconds that a card waits for its language before it falls back to English.
const PATIENCE: u32 = 3_000;

#[wasm_bindgen]
extern "C" {
    /// JavaScript's `import.meta`.
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsString;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
    /// Throws for an invalid tag.
    #[wasm_bindgen(catch, js_namespace = Intl, js_name = getCanonicalLocales)]
    fn canonical_locales(tag: &str) -> Result<Array, JsValue>;
}

/// The language for `host`: its `locale`, else the page's `lang` around it, else the browser's. A `locale` that is not
/// shipped counts if the page has texts of its own.
#[must_use]
pub fn wanted(host: &HtmlElement) -> Language {
    let named = host.get_attribute("locale");
    if let Some(tag) = named.as_deref().and_then(valid)
        && Locale::of(&tag).is_none()
        && js::get(host, "messages").is_object()
    {
        let locale = Locale::of_page(is_rtl(host));
        let tag = tag.into();
        return Language { locale, tag };
    }
    // Not `document.documentElement`: an element in the page may have that name.
    let page = with_hosts(host.clone().into()).last();
    let page = page.and_then(|outermost| outermost.closest(":root").ok().flatten());
    let browser = web_sys::window().map(|window| window.navigator().languages());
    let tags = [
        named,
        lang_around(host),
        page.and_then(|element| element.get_attribute("lang")),
    ];
    let browser = browser
        .into_iter()
        .flatten()
        .filter_map(|tag| tag.as_string());
    let (locale, tag) = Locale::choose(tags.into_iter().flatten().chain(browser));
    match tag.and_then(|tag| valid(&tag)) {
        Some(tag) => Language {
            locale,
            tag: tag.into(),
        },
        None => locale.into(),
    }
}

/// Whether the page writes from right to left where the widget is.
fn is_rtl(host: &HtmlElement) -> bool {
    let style = js::function(&js_sys::global(), "getComputedStyle");
    let style = style.and_then(|style| style.call1(&JsValue::UNDEFINED, host).ok());
    style.is_some_and(|style| js::get(&style, "direction") == "rtl")
}

/// The tag in its usual form, if it is valid. Some pages write `de_AT`.
fn valid(tag: &str) -> Option<String> {
    let tag: String = tag
        .trim()
        .chars()
        .map(|it| if it == '_' { '-' } else { it })
        .collect();
    canonical_locales(&tag).ok()?.get(0).as_string()
}

/// The `lang` around the element, which shadow roots inherit from their hosts.
fn lang_around(host: &HtmlElement) -> Option<String> {
    with_hosts(host.clone().into())
        .find_map(|element| element.closest("[lang]").ok().flatten())?
        .get_attribute("lang")
}

/// The page's own words, from the element's property `messages`.
#[must_use]
pub fn own_words(host: &HtmlElement) -> Value {
    serde_json::from_str(&js::json(&js::get(host, "messages"))).unwrap_or_default()
}

/// A messages file that is being loaded: when dropped, it is stopped, and `done` is not called any more.
#[derive(Debug)]
pub struct Loading {
    _in_flight: Option<InFlight>,
    _patience: Rc<Patience>,
}

/// Runs until the file has loaded.
type Patience = RefCell<Option<Timeout>>;

/// Fetches the messages of `locale` from `folder`, else from the address that `named` returns for the language's tag,
/// else from beside this module. `done` gets them; or nothing, if there are none, or for the time being, if they are
/// slow.
pub fn load(
    host: HtmlElement,
    locale: Locale,
    folder: Option<String>,
    named: Option<Function>,
    done: impl Fn(Option<Value>) + Clone + 'static,
) -> Loading {
    let (in_flight, signal) = fetch::stoppable();
    let late = done.clone();
    let patience = Timeout::new(PATIENCE, move || late(None));
    let patience = Rc::new(Patience::new(Some(patience)));
    let wanted = Rc::downgrade(&patience);
    spawn_local(async move {
        let body = match address(locale, folder.as_deref(), named) {
            Some(address) => fetch::text(&Host(host), &address, signal.as_ref()).await,
            None => None,
        };
        // Gone if another language is wanted now.
        if let Some(patience) = wanted.upgrade() {
            drop(patience.take());
            done(body.and_then(|body| serde_json::from_str(&body).ok()));
        }
    });
    Loading {
        _in_flight: in_flight,
        _patience: patience,
    }
}

fn address(locale: Locale, folder: Option<&str>, named: Option<Function>) -> Option<String> {
    let folder = folder.map(str::trim);
    if let Some(folder) = folder.filter(|folder| !folder.is_empty()) {
        return Some([folder.trim_end_matches('/'), "/", locale.tag, ".json"].concat());
    }
    if let Some(named) = named {
        let address = named.call1(&JsValue::UNDEFINED, &locale.tag.into());
        return address.ok()?.as_string();
    }
    let file = ["locales/", locale.tag, ".json"].concat();
    let module: String = IMPORT_META.with(ImportMeta::url).into();
    let url: Url = Url::new_with_base(&file, &module).ok()?;
    Some(url.href())
}
