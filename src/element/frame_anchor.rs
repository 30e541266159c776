//! Keeps the vendor's frame where the customer clicked it.
//!
//! The click that starts an attempt is not over when the card is redrawn. If the frame moved up with the text above it,
//! it would not get the rest of the click.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

const MARGIN: &str = "margin-block-start";

/// Distance of the frame from the top of the element; `None` without a frame.
pub(super) fn offset(host: &Element) -> Option<f64> {
    let frame = host.query_selector(":scope > [slot=vendor]").ok()??;
    let top = frame.get_bounding_client_rect().top();
    Some(top - host.get_bounding_client_rect().top())
}

/// Keeps the frame `held` pixels below the top of the element, or releases it.
pub(super) fn hold(root: &ShadowRoot, held: Option<f64>) {
    let place = root.query_selector(".vendor").ok().flatten();
    let Some(place) = place.map(JsCast::unchecked_into::<HtmlElement>) else {
        return;
    };
    let style = place.style();
    // Setting fails only for invalid names.
    let Some(held) = held else {
        let _ = style.remove_property(MARGIN);
        return;
    };
    let _ = style.set_property(MARGIN, "0");
    if let Some(top) = offset(&root.host())
        && held > top
    {
        // In tenths: formatting any fraction would link large tables.
        #[allow(clippy::cast_possible_truncation)]
        let tenths = ((held - top) * 10.0).round() as i32;
        let margin = format!("{}.{}px", tenths / 10, tenths % 10);
        let _ = style.set_property(MARGIN, &margin);
    }
}
