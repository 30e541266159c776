//! An absolute address, as the page would request it.

use web_sys::{Comment, Url};

/// The URL that `address` resolves to on this page now; `None` if it is not an address.
pub(super) fn whole_address(address: &str) -> Option<Url> {
    // Of a node of our own: an element in the page may be named like the document's property.
    let base = Comment::new().ok()?.base_uri().ok()??;
    Url::new_with_base(address, &base).ok()
}
