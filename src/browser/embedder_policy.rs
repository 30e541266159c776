//! The page's `Cross-Origin-Embedder-Policy`, which can block the vendor's files and frame.

use super::js;
use crate::flow::error::Code;

/// A sentence for the page's developer, if the policy may have caused this failure; otherwise empty.
pub(super) fn hint(code: Code) -> &'static str {
    let is_blocked = matches!(code, Code::SdkLoadFailed | Code::FrameNotReady);
    let isolated = js::get(&js_sys::global(), "crossOriginIsolated");
    if is_blocked && isolated.is_truthy() {
        " The page is cross-origin isolated: its `Cross-Origin-Embedder-Policy` may block it."
    } else {
        ""
    }
}
