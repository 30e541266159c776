//! The focus in the vendor's frame: whether it is there, and whether a click moved it there.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget, HtmlElement};

use super::active_element::active_element;
use super::card_focus::focus_card;
use super::js;
use super::listener::Listener;
use super::page::Host;
use crate::flow::io::FrameFocus;

/// Milliseconds after Tab in which a focus that enters the frame is attributed to the keyboard. All engines move it
/// within 30.
const TAB_TIME: f64 = 250.0;

/// Follows the focus into the vendor's frame and out of it.
#[derive(Debug)]
pub(super) struct FrameEntry {
    host: Host,
    /// The cause assumed for the frame's focus when it was first seen there.
    entry: Cell<FrameFocus>,
    /// Whether the customer has done something since the last new observation of the page.
    is_activated: Cell<bool>,
    tabbed_at: Rc<Cell<f64>>,
    /// Whether Tab was pressed just before the focus moved.
    is_tabbed: Cell<bool>,
    _on_key: Option<Listener>,
}

impl FrameEntry {
    pub(super) fn new(host: &Host) -> Self {
        let tabbed_at = Rc::new(Cell::new(f64::NEG_INFINITY));
        let tab_seen = tabbed_at.clone();
        let window = web_sys::window();
        let on_key = window.map(|window| {
            let target: &EventTarget = window.as_ref();
            Listener::new(target, "keydown", move |event| {
                if js::get(&event, "key") == "Tab" {
                    tab_seen.set(now());
                }
            })
        });
        Self {
            host: host.clone(),
            entry: Cell::default(),
            is_activated: Cell::default(),
            tabbed_at,
            is_tabbed: Cell::default(),
            _on_key: on_key,
        }
    }

    /// The focus may be moving: earlier observations of the customer's actions no longer count.
    pub(super) fn begin(&self) {
        self.is_activated.set(false);
        self.is_tabbed.set(now() - self.tabbed_at.get() < TAB_TIME);
    }

    /// The current place of the focus. The cause of its move into the frame is decided when it is first seen there.
    /// With `is_new` it is decided again, unless it was a click.
    pub(super) fn read(&self, is_new: bool) -> FrameFocus {
        // Kept, because opening a window consumes it.
        let is_activated = is_activated().unwrap_or(true);
        self.is_activated
            .set(is_activated || (is_new && self.is_activated.get()));
        self.is_tabbed.set(is_new && self.is_tabbed.get());
        let entry = match (self.focused_frame(), self.entry.get()) {
            (None, _) => FrameFocus::Outside,
            (Some(_), FrameFocus::Pointer) => FrameFocus::Pointer,
            (Some(_), FrameFocus::Keyboard) if !is_new => FrameFocus::Keyboard,
            (Some(frame), _) if self.was_clicked(&frame) => FrameFocus::Pointer,
            (Some(_), _) => FrameFocus::Keyboard,
        };
        self.entry.set(entry);
        entry
    }

    /// Attributes the focus in the frame to a click that moved it there without an event, under the pointer; unless the
    /// page has no focus at all, and the customer has done nothing.
    pub(super) fn take_for_click(&self, is_focused: bool) {
        if self.focused_frame().is_some() && (is_focused || is_activated().unwrap_or(false)) {
            self.entry.set(FrameFocus::Pointer);
        }
    }

    /// Moves the focus from the frame to the card, if it is in the frame. Returns whether it has left the frame.
    ///
    /// The page may be behind the popup: this does not raise it, and takes no keys from the popup.
    pub(super) fn release(&self) -> bool {
        if self.focused_frame().is_none() {
            return false;
        }
        focus_card(&self.host.0);
        self.focused_frame().is_none()
    }

    /// Whether `element` is a frame in this widget's container for the vendor.
    pub(super) fn is_vendors(&self, element: &Element) -> bool {
        let place = element.closest("[slot=vendor]").ok().flatten();
        let host: Option<HtmlElement> = place
            .and_then(|place| place.parent_element())
            .and_then(|parent| parent.dyn_into().ok());
        element.local_name() == "iframe" && host.as_ref() == Some(&self.host.0)
    }

    fn focused_frame(&self) -> Option<Element> {
        active_element(&self.host.0).filter(|active| self.is_vendors(active))
    }

    /// A frame can also take the focus by itself, or get it by Tab while the mouse rests over it.
    fn was_clicked(&self, frame: &Element) -> bool {
        let is_over = frame.matches(":hover").unwrap_or(false) || has_touch_screen();
        is_over && self.is_activated.get() && !self.is_tabbed.get()
    }
}

/// Whether the customer has just clicked, tapped or pressed a key, in the page or in one of its frames; unknown in
/// older browsers.
fn is_activated() -> Option<bool> {
    let navigator = web_sys::window()?.navigator();
    js::get(&js::get(&navigator, "userActivation"), "isActive").as_bool()
}

/// With touch, nothing hovers.
fn has_touch_screen() -> bool {
    let window: JsValue = web_sys::window().into();
    let query = js::function(&window, "matchMedia")
        .and_then(|query| query.call1(&window, &"(any-pointer:coarse)".into()).ok());
    query.is_some_and(|query| js::get(&query, "matches").is_truthy())
}

fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}
