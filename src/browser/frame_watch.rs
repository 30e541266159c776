//! Watches the vendor's frame: the page's own code can remove it, empty its container, or move it.
//!
//! Frameworks that own the DOM around the element do so: a morph removes children that the server did not send;
//! `replaceChildren` and `innerHTML` remove all.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit, Node};

use super::js;
use super::vendor_frame::{SLOT, remove_copies};

/// Milliseconds that a container may stay empty: the vendor may recreate its frame.
const EMPTY_TIME: u32 = 1_000;

/// A change of the frame that the widget did not make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameChange {
    /// It is gone.
    Removed,
    /// It was moved, which made the browser load it again.
    Reloaded,
}

/// The watch. It ends when dropped.
#[derive(Debug)]
pub(super) struct FrameWatch {
    observer: MutationObserver,
    _on_mutation: Closure<dyn Fn(Array)>,
    watched: Rc<Watched>,
}

struct Watched {
    host: HtmlElement,
    container: HtmlElement,
    on_change: Box<dyn Fn(FrameChange)>,
    /// The last seen frame, and its window, which a reload replaces.
    frame: RefCell<Option<(Element, JsValue)>>,
    is_removed: Cell<bool>,
    /// Runs while the container is empty.
    empty: RefCell<Option<Timeout>>,
}

impl core::fmt::Debug for Watched {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Watched")
    }
}

impl FrameWatch {
    /// Calls `on_change` from a microtask, once the page's code has settled: a container that is removed and reinserted
    /// in one task is not gone.
    pub(super) fn new(
        host: &HtmlElement,
        container: &HtmlElement,
        on_change: impl Fn(FrameChange) + 'static,
    ) -> Option<Self> {
        let watched = Rc::new(Watched {
            host: host.clone(),
            container: container.clone(),
            on_change: Box::new(on_change),
            frame: RefCell::default(),
            is_removed: Cell::new(false),
            empty: RefCell::default(),
        });
        watched.look();
        let looking = Rc::downgrade(&watched);
        let on_mutation = Closure::<dyn Fn(Array)>::new(move |_| {
            if let Some(watched) = looking.upgrade() {
                watched.look();
            }
        });
        let observer = MutationObserver::new(on_mutation.as_ref().unchecked_ref()).ok()?;
        let observe = |node: &Node, in_depth: bool| {
            let init: MutationObserverInit = js::plain().unchecked_into();
            init.set_child_list(true);
            init.set_subtree(in_depth);
            if in_depth {
                init.set_attribute_filter(&js::list(["slot".into()].into_iter()));
            }
            observer.observe_with_options(node, &init)
        };
        observe(host, false).ok()?;
        observe(container, true).ok()?;
        Some(Self {
            observer,
            _on_mutation: on_mutation,
            watched,
        })
    }
}

impl Drop for FrameWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        drop(self.watched.empty.take());
    }
}

impl Watched {
    fn look(self: &Rc<Self>) {
        remove_copies(&self.host, Some(&self.container));
        let parent = self.container.parent_node();
        let is_in_place = parent.as_ref() == Some(self.host.as_ref());
        if !is_in_place || self.container.slot() != SLOT {
            return self.report_removal();
        }
        let frame = self.container.query_selector("iframe").ok().flatten();
        let now = frame.map(|frame| {
            let window = js::get(&frame, "contentWindow");
            (frame, window)
        });
        let before = self.frame.replace(now.clone());
        match (before, now) {
            (Some((before, window)), Some((now, new_window))) => {
                drop(self.empty.take());
                if before == now && window != new_window {
                    (self.on_change)(FrameChange::Reloaded);
                }
            }
            (Some(_), None) => {
                let watched = Rc::downgrade(self);
                let timeout = Timeout::new(EMPTY_TIME, move || {
                    if let Some(watched) = watched.upgrade() {
                        watched.report_removal();
                    }
                });
                self.empty.replace(Some(timeout));
            }
            (None, Some(_)) => drop(self.empty.take()),
            (None, None) => {}
        }
    }

    /// Reported once: the frame does not come back by itself.
    fn report_removal(&self) {
        if !self.is_removed.replace(true) {
            (self.on_change)(FrameChange::Removed);
        }
    }
}
