//! The widget's DOM events, dispatched on the host.
//!
//! All of them bubble. Events of an element that has just been removed reach the listeners on the element itself, and
//! on what was removed with it, but no longer the document.

use chakra_connect_contract::events;
use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, CustomEventInit};

use super::page::Host;
use super::{detail, js};
use crate::flow::Event;
use crate::flow::io::Intent;

/// Dispatches `event` from a microtask: a listener that removes the element, or mounts another, then runs outside of
/// whatever the widget is doing.
pub(super) fn emit(host: &Host, event: Event, cause: Option<JsValue>) {
    let host = host.clone();
    spawn_local(async move {
        let detail = detail::of_event(&event, cause);
        dispatch(&host, event.name(), &detail, false);
    });
}

/// Asks the page by `chakra-before-connect`. Returns whether it agrees.
pub(super) fn ask_before_connect(host: &Host, intent: Intent) -> bool {
    dispatch(
        host,
        events::BEFORE_CONNECT,
        &detail::of_intent(intent),
        true,
    )
}

/// Asks the page by `chakra-before-disconnect`. Returns whether it agrees.
pub(super) fn ask_before_disconnect(host: &Host) -> bool {
    dispatch(host, events::BEFORE_DISCONNECT, &Object::new(), true)
}

fn dispatch(host: &Host, name: &str, detail: &Object, cancelable: bool) -> bool {
    let init: CustomEventInit = js::plain().unchecked_into();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(cancelable);
    init.set_detail(detail);
    CustomEvent::new_with_event_init_dict(name, &init)
        .and_then(|event| host.0.dispatch_event(&event))
        .unwrap_or(true)
}
