//! Gives the vendor's frame a title if it has none, for customers who hear the page.

use web_sys::Element;

/// Names the frame in `host`, unless the vendor has named it.
pub(super) fn set(host: &Element, title: &str) {
    let unnamed = "[slot=vendor] iframe:is(:not([title],[aria-label]),[data-chakra-title])";
    if let Ok(Some(frame)) = host.query_selector(unnamed) {
        // Fails for names that are none only.
        let _ = frame.set_attribute("title", title);
        let _ = frame.set_attribute("data-chakra-title", "");
    }
}
