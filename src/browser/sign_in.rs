//! Detects that a request failed because it was redirected to a sign-in page of another origin.
//!
//! Such a redirect violates the browser's rules for requests across origins, and looks like any network failure. A
//! request that does not follow redirects reveals it.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::js;
use super::listener::Listener;
use super::whole_address::whole_address;

/// The shortest time between two probes, in milliseconds: many requests may fail at once.
const PAUSE: f64 = 3_000.0;

thread_local! {
    static LAST: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

/// Notices if the page's policy blocks a request: a repeated one would be blocked and logged again.
pub(super) struct PolicyWatch {
    is_blocked: Rc<Cell<bool>>,
    _listener: Option<Listener>,
}

impl PolicyWatch {
    pub(super) fn new() -> Self {
        let is_blocked = Rc::new(Cell::new(false));
        let blocked = is_blocked.clone();
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            Listener::new(&document, "securitypolicyviolation", move |event| {
                let is = |name: &str, word: &str| js::get(&event, name) == word;
                if is("disposition", "enforce") && is("effectiveDirective", "connect-src") {
                    blocked.set(true);
                }
            })
        });
        Self {
            is_blocked,
            _listener: listener,
        }
    }

    /// Whether a second request can tell why the one for `url` failed: not if offline, nor if the page's policy blocked
    /// it, nor right after another. If a policy blocks an address of the page's own origin, it most often blocks not
    /// the request, but its redirect to another origin.
    pub(super) fn allows_request(&self, url: &str) -> bool {
        let navigator = js::get(&js_sys::global(), "navigator");
        let is_offline = js::get(&navigator, "onLine") == JsValue::FALSE;
        let now = js_sys::Date::now();
        // A clock that is set back must not prevent all later probes.
        let is_due = (now - LAST.get()).abs() >= PAUSE;
        let is_blocked = self.is_blocked.get() && !is_of_own_origin(url);
        let allows = !is_offline && !is_blocked && is_due;
        if allows {
            LAST.set(now);
        }
        allows
    }
}

fn is_of_own_origin(url: &str) -> bool {
    let own = js::get(&js::get(&js_sys::global(), "location"), "origin");
    whole_address(url).is_some_and(|url| own == url.origin().as_str())
}
