//! Messages between the tabs of a site: a connection has changed. They say nothing else.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, Window};

use super::listener::Listener;

/// A place on the channel of one connection, left when dropped.
#[derive(Debug)]
pub(super) struct Broadcast {
    channel: Rc<RefCell<Option<Channel>>>,
    _listeners: Vec<Listener>,
}

#[derive(Debug)]
struct Channel {
    channel: BroadcastChannel,
    _on_message: Listener,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl Broadcast {
    /// Joins the channel `name`. Calls `on_change` when another tab, or another widget of this one,
    /// reports that the connection has changed.
    pub(super) fn join(
        window: &Window,
        name: String,
        on_change: impl Fn() + Clone + 'static,
    ) -> Self {
        let open = move || {
            let channel = BroadcastChannel::new(&name).ok()?;
            let on_change = on_change.clone();
            let on_message = Listener::new(&channel, "message", move |_| on_change());
            Some(Channel {
                channel,
                _on_message: on_message,
            })
        };
        let channel = Rc::new(RefCell::new(open()));
        // An open channel would keep the page out of the back-forward cache.
        let (closed, opened) = (channel.clone(), channel.clone());
        let on_hide = move |_| drop(closed.take());
        let on_show = move |_| drop(opened.replace(open()));
        let listeners = vec![
            Listener::new(window, "pagehide", on_hide),
            Listener::new(window, "pageshow", on_show),
        ];
        Self {
            channel,
            _listeners: listeners,
        }
    }

    /// Reports a change. The payload is irrelevant; the message itself is the signal.
    pub(super) fn post(&self) {
        if let Some(channel) = self.channel.borrow().as_ref() {
            // Fails only for a closed channel, whose page is leaving.
            let _ = channel.channel.post_message(&JsValue::TRUE);
        }
    }
}
