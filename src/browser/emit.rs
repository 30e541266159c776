//! The widget's DOM events, dispatched on the host.

use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, CustomEventInit};

use super::page::Host;
use super::{js, opener};
use crate::flow::Event;
use crate::flow::error::{Code, DOCS, Failure};
use crate::flow::io::CancelReason;
use crate::flow::status::{Issue, Number};

/// For the developer of a page that is cut off from its popups.
const CUT_OFF: &str = "The page's `Cross-Origin-Opener-Policy: same-origin` cuts the sign-up off: send `same-origin-allow-popups` instead.";

/// Tells the page of `event`, from a microtask: a listener that removes the element, or mounts
/// another, then runs outside of whatever the widget is doing.
pub(super) fn emit(host: &Host, event: Event) {
    let host = host.clone();
    spawn_local(async move {
        dispatch(&host, event.name(), &detail(&event), false);
    });
}

/// Asks the page by `chakra-before-disconnect`; whether it agrees.
pub(super) fn ask_before_disconnect(host: &Host) -> bool {
    dispatch(host, "chakra-before-disconnect", &Object::new(), true)
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

fn detail(event: &Event) -> Object {
    let detail = Object::new();
    match event {
        Event::StateChange { state, previous } => {
            js::set(&detail, "state", state.as_str());
            js::set(&detail, "previous", previous.as_str());
        }
        Event::Connected {
            attempt,
            verified,
            late,
            state,
            numbers,
        } => {
            js::set(&detail, "attemptId", attempt.to_string());
            js::set(&detail, "verified", *verified);
            js::set(&detail, "late", *late);
            js::set(&detail, "state", state.as_str());
            js::set(&detail, "numbers", js::list(numbers.iter().map(number)));
        }
        Event::Cancelled {
            attempt,
            reason,
            step,
        } => {
            js::set(&detail, "attemptId", attempt.to_string());
            js::set(&detail, "reason", reason.as_str());
            set_text(&detail, "step", step.as_ref());
            // Nothing was heard: perhaps because nothing can be.
            let is_silent = matches!(reason, CancelReason::Unknown | CancelReason::Timeout);
            if is_silent && opener::is_cut_off() {
                js::set(&detail, "message", CUT_OFF);
            }
        }
        Event::Failed { attempt, failure } => {
            set_text(
                &detail,
                "attemptId",
                attempt.map(|id| id.to_string()).as_ref(),
            );
            set_failure(&detail, failure);
        }
        Event::Ready | Event::Disconnected => {}
    }
    detail
}

fn set_failure(detail: &Object, failure: &Failure) {
    js::set(detail, "code", failure.code.as_str());
    js::set(detail, "message", developer(failure.code));
    js::set(detail, "retryable", failure.is_retryable());
    js::set(detail, "docs", [DOCS, failure.code.as_str()].concat());
    set_text(
        detail,
        "call",
        failure.call.map(|call| call.as_str().to_owned()).as_ref(),
    );
    set_text(detail, "vendorCode", failure.vendor_code.as_ref());
    set_text(detail, "vendorMessage", failure.vendor_message.as_ref());
}

/// What is wrong, for the page's developer; with what only the browser knows of it.
fn developer(code: Code) -> String {
    let is_blocked = matches!(code, Code::SdkLoadFailed | Code::FrameNotReady);
    let isolated = js::get(&js_sys::global(), "crossOriginIsolated");
    let addition = if is_blocked && isolated.is_truthy() {
        " The page is cross-origin isolated: its `Cross-Origin-Embedder-Policy` may block it."
    } else {
        ""
    };
    [code.developer(), addition].concat()
}

fn number(number: &Number) -> JsValue {
    let object = Object::new();
    js::set(&object, "phoneNumberId", &number.phone_number_id);
    js::set(&object, "displayPhoneNumber", &number.display_phone_number);
    set_text(&object, "verifiedName", number.verified_name.as_ref());
    set_text(&object, "qualityRating", number.quality_rating.as_ref());
    set_text(
        &object,
        "messagingLimitTier",
        number.messaging_limit_tier.as_ref(),
    );
    js::set(&object, "issues", js::list(number.issues.iter().map(issue)));
    object.into()
}

fn issue(issue: &Issue) -> JsValue {
    let object = Object::new();
    set_text(&object, "code", issue.code.as_ref());
    js::set(&object, "message", &issue.message);
    set_text(&object, "solution", issue.solution.as_ref());
    object.into()
}

fn set_text(object: &Object, name: &str, text: Option<&String>) {
    if let Some(text) = text {
        js::set(object, name, text);
    }
}
