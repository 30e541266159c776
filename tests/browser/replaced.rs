//! The browser's `fetch` and its clock, replaced by a test: put back when dropped, and after a panic, which drops nothing
//! here. Later tests would wait for a `fetch` that never answers.

use std::panic;
use std::sync::Once;

use crate::page::js;

/// Puts back what was replaced when dropped.
pub struct Replaced;

impl Replaced {
    /// `fetch` is this JavaScript function.
    pub fn fetch(function: &str) -> Self {
        static RESTORES_ON_PANIC: Once = Once::new();
        js("window.replaced ??= {}");
        RESTORES_ON_PANIC.call_once(|| {
            let hook = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                Self::restore();
                hook(panic);
            }));
        });
        js("replaced.fetch ??= window.fetch");
        js(&format!("window.fetch = {function}"));
        Self
    }

    /// The page's clock stands still, too, at `window.pageTime`.
    pub fn with_still_clock(self) -> Self {
        js("replaced.now ??= Date.now");
        js("window.pageTime = Date.now()");
        js("Date.now = () => pageTime");
        self
    }

    fn restore() {
        js("window.fetch = replaced.fetch ?? window.fetch");
        js("Date.now = replaced.now ?? Date.now");
        js("window.replaced = {}");
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        Self::restore();
    }
}
