//! Keeps the vendor's frame where the customer clicked it.
//!
//! The click that starts an attempt is not over when the card is redrawn. If the frame moved up with
//! the text above it, it would never get the rest of the click.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement, ShadowRoot};

const MARGIN: &str = "margin-block-start";
const LEAST_SIZE: &str = "min-block-size";

/// The place of the frame before the card is redrawn.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Distance from the top of the element, in drawn pixels.
    offset: f64,
    /// Height of the text above it, which the redrawn card shortens: its header, and its hint.
    text: f64,
    /// Drawn pixels of a CSS pixel.
    scale: f64,
}

impl Place {
    /// None if there is no frame.
    pub(super) fn of(root: &ShadowRoot) -> Option<Self> {
        let offset = offset(&root.host())?;
        let header = rect(root, ".header")?;
        let vendor = rect(root, ".vendor")?;
        // Once the attempt has begun, the hint is below the frame.
        let hint = rect(root, ".hint").filter(|it| it.bottom() <= vendor.top());
        let bottom = hint.map_or(header.bottom(), |hint| {
            let next = rect(root, ".numbers").unwrap_or(vendor);
            next.top() - (hint.top() - header.bottom())
        });
        let text = bottom - header.top();
        let scale = scale(root.host().unchecked_ref());
        Some(Self {
            offset,
            text,
            scale,
        })
    }
}

/// The box of an element that is shown.
fn rect(root: &ShadowRoot, selector: &str) -> Option<DomRect> {
    let rect = child(root, selector)?.get_bounding_client_rect();
    (rect.height() > 0.0).then_some(rect)
}

/// Distance of the frame from the top of the element; none if there is no frame.
fn offset(host: &Element) -> Option<f64> {
    let frame = host.query_selector(":scope > [slot=vendor]").ok()??;
    let top = frame.get_bounding_client_rect().top();
    Some(top - host.get_bounding_client_rect().top())
}

fn child(root: &ShadowRoot, selector: &str) -> Option<HtmlElement> {
    let found = root.query_selector(selector).ok()??;
    Some(found.unchecked_into())
}

/// Drawn pixels of a CSS pixel: more than one if the page is scaled or zoomed by its style.
fn scale(host: &HtmlElement) -> f64 {
    let scale = host.get_bounding_client_rect().height() / f64::from(host.offset_height());
    // The height is in whole pixels. An element without a box has none.
    let is_scaled = scale.is_normal() && (scale - 1.0).abs() > 0.02;
    if is_scaled { scale } else { 1.0 }
}

/// Keeps the frame in its place, or lets it go.
pub(super) fn hold(root: &ShadowRoot, place: Option<Place>) {
    let (Some(header), Some(vendor)) = (child(root, ".header"), child(root, ".vendor")) else {
        return;
    };
    let (header, vendor) = (header.style(), vendor.style());
    // Setting and removing fail for names that are none only.
    let Some(Place {
        offset: held,
        text,
        scale,
    }) = place
    else {
        let _ = header.remove_property(LEAST_SIZE);
        let _ = vendor.remove_property(MARGIN);
        return;
    };
    // Before the first layout: a browser scrolls after each, to keep what it calls an anchor in place.
    let _ = header.set_property(LEAST_SIZE, &pixels(text / scale));
    let _ = vendor.set_property(MARGIN, "0");
    let mut top = offset(&root.host());
    if top.is_some_and(|top| top > held + 1.0) {
        // More text is left than was foreseen.
        let _ = header.remove_property(LEAST_SIZE);
        top = offset(&root.host());
    }
    if let Some(top) = top
        && held > top
    {
        let _ = vendor.set_property(MARGIN, &pixels((held - top) / scale));
    }
}

fn pixels(length: f64) -> String {
    // In tenths: to write any fraction takes tables.
    #[allow(clippy::cast_possible_truncation)]
    let tenths = (length * 10.0).round() as i32;
    format!("{}.{}px", tenths / 10, tenths % 10)
}
