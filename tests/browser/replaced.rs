//! Parts of the browser that a test replaces. They are restored when dropped, and also after a panic, which drops
//! nothing here. Otherwise later tests would wait for a `fetch` that never answers, or for a script that never loads.

use std::panic;
use std::sync::Once;

use crate::page::js;

/// Forms of `Array.from`: the browser's, that of Prototype.js, which ignores iterators, and that of `MooTools`.
pub const ARRAY_FROM: [&str; 3] = [
    "Array.from",
    "(it) => { const n = it.length || 0, all = new Array(n); for (let i = 0; i < n; i++) all[i] = it[i]; return all }",
    "(it) => [it]",
];

/// Restores what was replaced when dropped.
pub struct Replaced;

impl Replaced {
    /// Replaces `fetch` with this JavaScript function.
    pub fn fetch(function: &str) -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.fetch ??= window.fetch");
        js(&format!("window.fetch = {function}"));
        replaced
    }

    /// Replaces `Array.from`, as some libraries do.
    pub fn array_from(function: &str) -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.arrayFrom ??= Array.from");
        js(&format!("Array.from = {function}"));
        replaced
    }

    /// Replaces the console by this value.
    pub fn console(value: &str) -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.console ??= window.console");
        js(&format!("window.console = {value}"));
        replaced
    }

    /// The wall clock throws.
    pub fn with_throwing_clock() -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.now ??= Date.now");
        js("Date.now = () => { throw new Error('stopped') }");
        replaced
    }

    /// The page has no SDK, until the test loads one.
    pub fn sdk() -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.sdk ??= { it: window.ChakraWhatsappConnect }");
        js("delete window.ChakraWhatsappConnect");
        replaced
    }

    /// Replaces an element's `remove` by what libraries and copied code have instead, which needs a parent element.
    pub fn remove() -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.remove ??= Element.prototype.remove");
        js("Element.prototype.remove = function () { this.parentElement.removeChild(this) }");
        replaced
    }

    /// No script added to the page loads or fails, because browsers ignore a script of an unknown type. A timer of ten
    /// seconds or more ends after 50 ms, and the clock of `performance` then shows its full duration.
    pub fn with_stalled_scripts() -> Self {
        let replaced = Self::nothing_yet();
        js("replaced.setTimeout ??= window.setTimeout");
        js("replaced.performanceNow ??= performance.now");
        js("replaced.skipped = 0");
        js("performance.now = () => replaced.performanceNow.call(performance) + replaced.skipped");
        js(
            "window.setTimeout = (call, ms, ...rest) => replaced.setTimeout.call(window, \
            ms > 9999 ? () => { replaced.skipped += ms; call() } : call, ms > 9999 ? 50 : ms, ...rest)",
        );
        js("document.head.appendChild = function (script) { \
            if (script.localName === 'script') script.type = 'text/blocked'; \
            return Node.prototype.appendChild.call(this, script) }");
        replaced
    }

    /// Scripts load again, and timers run normally. The clock stays ahead, because it must never go back.
    pub fn scripts_load_again() {
        js("window.setTimeout = replaced.setTimeout");
        js("delete document.head.appendChild");
    }

    fn nothing_yet() -> Self {
        static RESTORES_ON_PANIC: Once = Once::new();
        js("window.replaced ??= {}");
        RESTORES_ON_PANIC.call_once(|| {
            let hook = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                Self::restore();
                hook(panic);
            }));
        });
        Self
    }

    /// Also stops the page's clock, at `window.pageTime`.
    pub fn with_still_clock(self) -> Self {
        js("replaced.now ??= Date.now");
        js("window.pageTime = Date.now()");
        js("Date.now = () => pageTime");
        self
    }

    fn restore() {
        js("window.fetch = replaced.fetch ?? window.fetch");
        js("window.console = replaced.console ?? window.console");
        js("Date.now = replaced.now ?? Date.now");
        js("window.setTimeout = replaced.setTimeout ?? window.setTimeout");
        js("performance.now = replaced.performanceNow ?? performance.now");
        js("Element.prototype.remove = replaced.remove ?? Element.prototype.remove");
        js("Array.from = replaced.arrayFrom ?? Array.from");
        js("delete document.head.appendChild");
        js(
            "replaced.sdk && (replaced.sdk.it ? window.ChakraWhatsappConnect = replaced.sdk.it : delete window.ChakraWhatsappConnect)",
        );
        js("window.replaced = {}");
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        Self::restore();
    }
}
