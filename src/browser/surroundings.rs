//! The surroundings of the page: an app that shows it in an in-app browser, and the page to fall back to.

use js_sys::Object;
use web_sys::{HtmlElement, Url};

use super::js;
use crate::text::InApp;

/// The app whose in-app browser shows the page.
#[must_use]
pub fn in_app() -> Option<InApp> {
    let window = js_sys::global();
    let navigator = js::get(&window, "navigator");
    // On an iPhone, a page on the home screen names no browser either.
    if js::get(&navigator, "standalone").is_truthy() {
        return None;
    }
    // In a frame, the widget's document is not the one that the customer opened.
    let is_top = Object::is(&js::get(&window, "top"), &window);
    let page = js::get(&js::get(&window, "location"), "href").as_string();
    let page = page.filter(|_| is_top).unwrap_or_default();
    InApp::detect(&js::get(&navigator, "userAgent").as_string()?, &page)
}

/// The page named by `fallback-url`, if its address is `http` or `https`.
#[must_use]
pub fn fallback(host: &HtmlElement) -> Option<String> {
    let named = host.get_attribute("fallback-url");
    let named = named.filter(|named| !named.trim().is_empty())?;
    let base = js::get(host, "baseURI").as_string().unwrap_or_default();
    let address = Url::new_with_base(&named, &base).ok()?.href();
    let is_web = address.starts_with("https:") || address.starts_with("http:");
    is_web.then_some(address)
}
