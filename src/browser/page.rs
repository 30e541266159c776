//! The page around the widget: whether it is visible, focused and in view, and whether the vendor's frame has the
//! focus.
//!
//! Engines differ in which events they send, and in what order, when the focus moves into a frame or to another window.
//! Chromium and WebKit send `blur` once the frame has the focus, Firefox before; Chromium sends `focus`, `blur` and
//! `focus` to a page that comes back; none sends anything when the focus moves on from the frame to a popup. So an
//! event is only a reason to check, and to check again until the state is consistent.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, EventTarget, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit, VisibilityState,
};

use super::frame_focus::FrameEntry;
use super::js;
use super::listener::Listener;
use crate::flow::io::{FrameFocus, Page};

/// The pauses between the checks after a `blur`, in milliseconds. In Firefox the focus takes up to 20 to arrive in the
/// frame; only a loss of focus that lasts until the last check counts.
const LOOKS: [u32; 5] = [0, 10, 40, 100, 150];

/// Interval and number of the checks while the pointer is over the frame. No event reports a click that enters the
/// frame from outside the page, or from another of its frames.
const HOVER_LOOK: u32 = 100;
const HOVER_LOOKS: usize = 300;

/// Interval and number of the checks after a click into the frame: no event reports that the focus moves on to a popup.
const POPUP_LOOK: u32 = 100;
const POPUP_LOOKS: usize = 50;

/// The least visible part of the element for it to be in view.
const VISIBLE: f64 = 1e-6;

/// The widget's element: events are dispatched on it, and the vendor's frame is in it.
#[derive(Clone, Debug)]
pub struct Host(pub HtmlElement);

/// Watches the page until dropped.
#[derive(Debug)]
pub(super) struct PageWatch {
    looker: Rc<Looker>,
    _listeners: Vec<Listener>,
    observer: Option<IntersectionObserver>,
    _on_intersection: Closure<dyn FnMut(Array)>,
}

impl PageWatch {
    /// Calls `on_change` when the result of [`PageWatch::read`] may have changed, and `on_return` when the network or
    /// the page itself is back.
    pub(super) fn new(
        host: &Host,
        on_change: impl Fn() + Clone + 'static,
        on_return: impl Fn() + Clone + 'static,
    ) -> Self {
        let looker = Rc::new(Looker {
            in_view: Cell::new(false),
            entry: FrameEntry::new(host),
            is_settling: Cell::new(false),
            is_hovered: Cell::new(false),
            timeout: RefCell::default(),
            on_change: Box::new(on_change.clone()),
        });
        let mut listeners = Vec::new();
        let mut listen = |target: &EventTarget, event, look: fn(&Rc<Looker>, &JsValue)| {
            let looker = Rc::downgrade(&looker);
            listeners.push(Listener::new(target, event, move |event| {
                if let Some(looker) = looker.upgrade() {
                    look(&looker, &event);
                }
            }));
        };
        listen(&host.0, "pointerover", Looker::on_pointer);
        listen(&host.0, "pointerout", Looker::on_pointer);
        if let Some(window) = web_sys::window() {
            listen(&window, "focus", |looker, _| (looker.on_change)());
            listen(&window, "blur", |looker, _| looker.on_blur());
            if let Some(document) = window.document() {
                listen(&document, "visibilitychange", |looker, _| {
                    (looker.on_change)();
                });
            }
            let target: &EventTarget = window.as_ref();
            let returned = on_return.clone();
            listeners.push(Listener::new(target, "online", move |_| returned()));
            listeners.push(Listener::new(target, "pageshow", move |event| {
                // The first `pageshow` of a page is not a return.
                if js::get(&event, "persisted").is_truthy() {
                    on_return();
                }
            }));
        }
        let seen = looker.clone();
        let on_intersection = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let last = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            // In a collapsed panel, nothing of the element is visible, but it touches the visible part of the page.
            let in_view = last.is_intersecting() && last.intersection_ratio() > 0.0;
            seen.in_view.set(in_view);
            on_change();
        });
        let options: IntersectionObserverInit = js::plain().unchecked_into();
        // With a threshold of 0, an element that grows out of a collapsed panel would not be reported.
        options.set_threshold(&VISIBLE.into());
        let on_entries = on_intersection.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(on_entries, &options).ok();
        match &observer {
            Some(observer) => observer.observe(&host.0),
            // An old browser: too early is better than never.
            None => looker.in_view.set(true),
        }
        Self {
            looker,
            _listeners: listeners,
            observer,
            _on_intersection: on_intersection,
        }
    }

    /// From now on, the widget is in view when `card` is. The element itself has no box if the page gives it
    /// `display: contents`.
    pub(super) fn watch_card(&self, host: &Host, card: &Element) {
        if let Some(observer) = &self.observer {
            observer.unobserve(&host.0);
            observer.observe(card);
        }
    }

    /// The current state of the page.
    pub(super) fn read(&self) -> Page {
        let is_settling = self.looker.is_settling.get();
        Page {
            visible: is_visible(),
            focused: has_focus() || is_settling,
            in_view: self.looker.in_view.get(),
            frame: self.looker.entry.read(is_settling),
        }
    }

    /// Moves the focus out of the vendor's frame, if it is there. Returns whether there is a change to read.
    pub(super) fn release_focus(&self) -> bool {
        self.looker.entry.release()
    }
}

impl Drop for PageWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        drop(self.looker.timeout.take());
    }
}

struct Looker {
    in_view: Cell<bool>,
    entry: FrameEntry,
    /// The focus was just lost, to the frame or entirely, and may be back in a moment.
    is_settling: Cell<bool>,
    is_hovered: Cell<bool>,
    timeout: RefCell<Option<Timeout>>,
    on_change: Box<dyn Fn()>,
}

impl core::fmt::Debug for Looker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Looker")
    }
}

impl Looker {
    fn on_blur(self: &Rc<Self>) {
        if !self.is_settling.replace(true) {
            self.entry.begin();
        }
        self.look(0);
    }

    fn look(self: &Rc<Self>, number: usize) {
        let is_click = self.entry.read(true) == FrameFocus::Pointer && has_focus();
        match LOOKS.get(number) {
            Some(pause) if !is_click && is_visible() => self.look_in(*pause, move |looker| {
                looker.look(number.saturating_add(1));
            }),
            _ => {
                self.is_settling.set(false);
                (self.on_change)();
                if is_click {
                    self.look_for_popup(POPUP_LOOKS);
                }
            }
        }
    }

    /// Checks whether a popup takes the focus, until an event reports something else.
    fn look_for_popup(self: &Rc<Self>, left: usize) {
        if left == 0 || !is_visible() || self.entry.read(false) != FrameFocus::Pointer {
            return;
        }
        self.look_in(POPUP_LOOK, move |looker| {
            if has_focus() {
                return looker.look_for_popup(left.saturating_sub(1));
            }
            (looker.on_change)();
        });
    }

    fn on_pointer(self: &Rc<Self>, event: &JsValue) {
        let target = js::get(event, "target").dyn_into::<Element>();
        let is_frame = target.is_ok_and(|target| self.entry.is_vendors(&target));
        let is_over = is_frame && js::get(event, "type") == "pointerover";
        self.is_hovered.set(is_over);
        let is_outside = self.entry.read(false) == FrameFocus::Outside;
        if is_over && is_outside && !self.is_settling.get() {
            self.look_for_click(HOVER_LOOKS);
        }
    }

    /// Checks for a click while the pointer is over the frame and the focus is outside.
    fn look_for_click(self: &Rc<Self>, left: usize) {
        if !self.is_hovered.get() || left == 0 {
            return;
        }
        self.look_in(HOVER_LOOK, move |looker| {
            if looker.entry.read(false) == FrameFocus::Outside {
                return looker.look_for_click(left.saturating_sub(1));
            }
            looker.entry.take_for_click(has_focus());
            (looker.on_change)();
            looker.look_for_popup(POPUP_LOOKS);
        });
    }

    fn look_in(self: &Rc<Self>, pause: u32, look: impl FnOnce(&Rc<Self>) + 'static) {
        let looker = Rc::downgrade(self);
        let timeout = Timeout::new(pause, move || {
            if let Some(looker) = looker.upgrade() {
                look(&looker);
            }
        });
        self.timeout.replace(Some(timeout));
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn is_visible() -> bool {
    document().is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

fn has_focus() -> bool {
    document().is_none_or(|document| document.has_focus().unwrap_or(true))
}
