//! Gives the vendor's frame a title if it has none, for customers with a screen reader.

use web_sys::Element;

/// Titles the frame in `host`, unless the vendor has done so.
pub(super) fn set(host: &Element, title: &str) {
    let unnamed = "[slot=vendor] iframe:is(:not([title],[aria-label]),[data-chakra-title])";
    if let Ok(Some(frame)) = host.query_selector(unnamed) {
        // Fails only for invalid names.
        let _ = frame.set_attribute("title", title);
        let _ = frame.set_attribute("data-chakra-title", "");
    }
}
