//! Moves the focus to the card.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use super::js;

/// Gives the focus to the card of `host`, and keeps the page's scroll position. The card, not one of its buttons: a key
/// that is held down, or pressed twice, would press the button.
pub fn focus_card(host: &HtmlElement) {
    let root = host.shadow_root();
    let card = root.and_then(|root| root.query_selector(".card").ok().flatten());
    if let Some(card) = card {
        let options: FocusOptions = js::plain().unchecked_into();
        options.set_prevent_scroll(true);
        let card: HtmlElement = card.unchecked_into();
        // Never fails for what the browser reports.
        let _ = card.focus_with_options(&options);
    }
}
