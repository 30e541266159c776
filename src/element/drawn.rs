//! What the element does as a card is drawn: it names the vendor's frame, holds it under the pointer,
//! and keeps the focus.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlBodyElement, HtmlElement, ShadowRoot};

use crate::card::Card;
use crate::flow::State;

const MARGIN: &str = "margin-block-start";

/// Called before `card` is drawn into `root`.
pub(super) fn before(root: &ShadowRoot, card: &Card) {
    let host = root.host();
    name_frame(&host, &card.frame_title);
    let has_focus = focused().is_some_and(|focused| host.contains(Some(&focused)));
    let held = (card.state == State::Connecting)
        .then(|| top_of_frame(&host))
        .flatten();
    let root = root.clone();
    // Microtasks come after the drawing, and before anything else.
    spawn_local(async move {
        hold_frame(&root, held);
        if has_focus {
            keep_focus(&root);
        }
    });
}

/// What has the focus: the element itself where something in its shadow root has it.
fn focused() -> Option<Element> {
    web_sys::window()?.document()?.active_element()
}

/// Where the vendor's frame stands in the element.
fn top_of_frame(host: &Element) -> Option<f64> {
    let frame = host.query_selector(":scope > [slot=vendor]").ok()??;
    let top = frame.get_bounding_client_rect().top();
    Some(top - host.get_bounding_client_rect().top())
}

/// Keeps the frame where it was, `held` below the top of the element: a click that begins an attempt
/// is not over yet, and a frame that moved up with the words above it would never get it.
fn hold_frame(root: &ShadowRoot, held: Option<f64>) {
    let place = root.query_selector(".vendor").ok().flatten();
    let Some(place) = place.map(JsCast::unchecked_into::<HtmlElement>) else {
        return;
    };
    let style = place.style();
    // Setting fails for names that are none only.
    let Some(held) = held else {
        let _ = style.remove_property(MARGIN);
        return;
    };
    let _ = style.set_property(MARGIN, "0");
    if let Some(top) = top_of_frame(&root.host())
        && held > top
    {
        // In tenths: to write any fraction takes tables.
        #[allow(clippy::cast_possible_truncation)]
        let tenths = ((held - top) * 10.0).round() as i32;
        let margin = format!("{}.{}px", tenths / 10, tenths % 10);
        let _ = style.set_property(MARGIN, &margin);
    }
}

/// Gives the vendor's frame a title where it brings none of its own: whoever hears the page knows
/// what they enter.
fn name_frame(host: &Element, title: &str) {
    let unnamed = "[slot=vendor] iframe:is(:not([title],[aria-label]),[data-chakra-title])";
    if let Ok(Some(frame)) = host.query_selector(unnamed) {
        // Fails for names that are none only.
        let _ = frame.set_attribute("title", title);
        let _ = frame.set_attribute("data-chakra-title", "");
    }
}

/// The button with the focus may be gone: the focus then goes to the card's first button, else to
/// the card, and not to the top of the page.
fn keep_focus(root: &ShadowRoot) {
    let is_lost = focused().is_none_or(|focused| focused.has_type::<HtmlBodyElement>());
    if !is_lost || !root.is_connected() {
        return;
    }
    let next = root.query_selector(".actions button,.choice,.card");
    if let Some(next) = next.ok().flatten() {
        // Fails for nothing the browser tells of.
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}
