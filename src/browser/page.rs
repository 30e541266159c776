//! The page around the widget: is it seen, focused, in view, and is the focus in the vendor's frame.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Document, Element, EventTarget, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    ShadowRoot, VisibilityState,
};

use super::js;
use super::listener::Listener;
use crate::flow::io::{FrameFocus, Page};

/// The element the widget belongs to: events are dispatched on it, the vendor's frame stands in it.
#[derive(Clone, Debug)]
pub struct Host(pub HtmlElement);

/// Watches the page until dropped.
#[derive(Debug)]
pub(super) struct PageWatch {
    host: Host,
    in_view: Rc<Cell<bool>>,
    _listeners: Vec<Listener>,
    observer: Option<IntersectionObserver>,
    _on_intersection: Closure<dyn FnMut(Array)>,
}

impl PageWatch {
    /// Calls `on_change` when what [`PageWatch::read`] gives may have changed, and `on_return` when
    /// the network or the page itself is back.
    pub(super) fn new(
        host: &Host,
        on_change: impl Fn() + Clone + 'static,
        on_return: impl Fn() + Clone + 'static,
    ) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let target: &EventTarget = window.as_ref();
            for event in ["focus", "blur"] {
                let on_change = on_change.clone();
                listeners.push(Listener::new(target, event, move |_| on_change()));
            }
            let returned = on_return.clone();
            listeners.push(Listener::new(target, "online", move |_| returned()));
            listeners.push(Listener::new(target, "pageshow", move |event| {
                // The first showing of a page is no return.
                if js::get(&event, "persisted").is_truthy() {
                    on_return();
                }
            }));
            if let Some(document) = window.document() {
                let on_change = on_change.clone();
                let on_visibility = move |_| on_change();
                listeners.push(Listener::new(
                    document.as_ref(),
                    "visibilitychange",
                    on_visibility,
                ));
            }
        }
        let in_view = Rc::new(Cell::new(false));
        let seen = in_view.clone();
        let on_intersection = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let last = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            seen.set(last.is_intersecting());
            on_change();
        });
        let observer = IntersectionObserver::new(on_intersection.as_ref().unchecked_ref()).ok();
        match &observer {
            Some(observer) => observer.observe(&host.0),
            // An old browser: better too early than never.
            None => in_view.set(true),
        }
        Self {
            host: host.clone(),
            in_view,
            _listeners: listeners,
            observer,
            _on_intersection: on_intersection,
        }
    }

    /// How the page is now.
    pub(super) fn read(&self) -> Page {
        let document = web_sys::window().and_then(|window| window.document());
        let is_visible =
            |document: &Document| document.visibility_state() != VisibilityState::Hidden;
        Page {
            visible: document.as_ref().is_none_or(is_visible),
            focused: document
                .as_ref()
                .is_none_or(|document| document.has_focus().unwrap_or(true)),
            in_view: self.in_view.get(),
            frame: self.frame_focus(),
        }
    }

    fn frame_focus(&self) -> FrameFocus {
        let root = self.host.0.get_root_node();
        let active = match root.dyn_ref::<ShadowRoot>() {
            Some(shadow) => shadow.active_element(),
            None => root
                .dyn_ref::<Document>()
                .and_then(Document::active_element),
        };
        let is_frame =
            |active: &Element| active.tag_name() == "IFRAME" && self.host.0.contains(Some(active));
        match active.filter(is_frame) {
            None => FrameFocus::Outside,
            Some(frame) if frame.matches(":hover").unwrap_or(false) => FrameFocus::Pointer,
            Some(_) => FrameFocus::Keyboard,
        }
    }
}

impl Drop for PageWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
