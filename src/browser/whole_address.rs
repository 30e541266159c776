//! An absolute address, as the page would request it.

use web_sys::Url;

use super::js;

/// The URL that `address` resolves to on this page now; `None` if it is not an address.
pub(super) fn whole_address(address: &str) -> Option<Url> {
    let base = js::get(&js::get(&js_sys::global(), "document"), "baseURI");
    Url::new_with_base(address, &base.as_string()?).ok()
}
