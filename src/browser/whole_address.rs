//! An address in whole, as the page would ask it.

use web_sys::Url;

use super::js;

/// What `address` stands for on this page now; nothing if it is no address.
pub(super) fn whole_address(address: &str) -> Option<Url> {
    let base = js::get(&js::get(&js_sys::global(), "document"), "baseURI");
    Url::new_with_base(address, &base.as_string()?).ok()
}
