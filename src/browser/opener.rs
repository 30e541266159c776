//! The page's `Cross-Origin-Opener-Policy`, which scripts cannot read: requests the page's own address for it, once per
//! page, when a customer is in a signup.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::whole_address::whole_address;
use super::{fetch, js};
use crate::flow::config::Source;
use crate::flow::opener_policy;

thread_local! {
    /// Whether the policy cuts the page off from its popups; `None` until requested.
    static IS_CUT_OFF: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Whether the page is known to be cut off from its popups.
pub(super) fn is_cut_off() -> bool {
    IS_CUT_OFF.get().unwrap_or(false)
}

/// Requests the policy, unless that was done, and if the page's own policy allows it: if one of these sources is of the
/// page's origin.
pub(super) fn ask(sources: &[Option<Source>]) {
    let top = js::get(&js_sys::global(), "top");
    if IS_CUT_OFF.get().is_some() || !sources.iter().flatten().any(|source| is_of(source, &top)) {
        return;
    }
    let Some(address) = address(&top) else { return };
    IS_CUT_OFF.set(Some(false));
    spawn_local(async move {
        let policy = fetch::header(&address, "Cross-Origin-Opener-Policy").await;
        let is_cut_off = policy.is_some_and(|policy| opener_policy::cuts_off_popups(&policy));
        IS_CUT_OFF.set(Some(is_cut_off));
    });
}

/// Whether the source is of the top page's origin; pages of other origins cannot inspect that page.
fn is_of(source: &Source, top: &JsValue) -> bool {
    let Source::Url(url) = source else {
        return false;
    };
    whole_address(url).is_some_and(|url| js::get(&url, "origin") == js::get(top, "origin"))
}

/// Address of the top page, whose policy also applies to its frames. `None` if the browser ignores such policies.
/// Without the query, which may be valid for one request only.
fn address(top: &JsValue) -> Option<String> {
    // Not its location, which may have changed without a reload.
    let performance = js::get(top, "performance");
    let entries = js::function(&performance, "getEntriesByType")?;
    let entries = entries.call1(&performance, &"navigation".into()).ok()?;
    let address = js::get(&js::get(&entries, "0"), "name").as_string()?;
    let is_heeded = js::get(top, "isSecureContext").is_truthy() && address.starts_with("http");
    let end = address
        .bytes()
        .position(|byte| byte == b'?' || byte == b'#');
    let path = address.get(..end.unwrap_or(address.len()))?;
    is_heeded.then(|| path.to_owned())
}
