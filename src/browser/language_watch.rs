//! Notices a change of the page's language: in an attribute `lang` around an element, or in the visitor's preferences.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, MutationObserver, MutationObserverInit};

use super::listener::Listener;
use super::shadow_hosts::with_hosts;

/// Watches until dropped.
#[derive(Debug)]
pub struct LanguageWatch {
    observer: MutationObserver,
    _callback: Closure<dyn Fn()>,
    _preferences: Option<Listener>,
}

impl LanguageWatch {
    /// Calls `changed` after each such change around `host`, at its current place.
    #[must_use]
    pub fn new(host: &HtmlElement, changed: impl Fn() + Clone + 'static) -> Option<Self> {
        let preferred = changed.clone();
        let callback = Closure::<dyn Fn()>::new(changed);
        let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        let options = MutationObserverInit::new();
        options.set_subtree(true);
        options.set_attribute_filter(&Array::of1(&"lang".into()));
        // Observers do not see into shadow roots.
        for element in with_hosts(host.clone().into()) {
            // Fails only for bad options.
            let _ = observer.observe_with_options(&element.get_root_node(), &options);
        }
        let window = web_sys::window();
        Some(Self {
            observer,
            _callback: callback,
            _preferences: window
                .map(|window| Listener::new(&window, "languagechange", move |_| preferred())),
        })
    }
}

impl Drop for LanguageWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
