//! The details of events, and the results of method calls.

use js_sys::Object;
use wasm_bindgen::JsValue;

use super::{embedder_policy, js, opener};
use crate::flow::Event;
use crate::flow::error::{DOCS, Failure};
use crate::flow::io::{AttemptId, CancelReason, Intent, Settlement};
use crate::flow::status::{Issue, Number};

/// For the developer of a page that is cut off from its popups.
const CUT_OFF: &str = "The page's `Cross-Origin-Opener-Policy: same-origin` cuts the sign-up off: send `same-origin-allow-popups` instead.";

/// The `detail` of `event`; `cause` is what the page's function threw, if it did.
pub(super) fn of_event(event: &Event, cause: Option<JsValue>) -> Object {
    let detail = Object::new();
    match event {
        Event::StateChange { state, previous } => {
            js::set(&detail, "state", state.as_str());
            js::set(&detail, "previous", previous.as_str());
        }
        Event::Started { attempt } => set_attempt(&detail, Some(*attempt)),
        Event::Progress {
            attempt,
            event,
            step,
        } => {
            set_attempt(&detail, Some(*attempt));
            js::set(&detail, "event", event);
            set_text(&detail, "step", step.as_ref());
        }
        Event::Connected {
            attempt,
            verified,
            late,
            state,
            numbers,
        } => {
            set_attempt(&detail, Some(*attempt));
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
            set_attempt(&detail, Some(*attempt));
            js::set(&detail, "reason", reason.as_str());
            set_text(&detail, "step", step.as_ref());
            // No event arrived, perhaps because none can.
            let is_silent = matches!(reason, CancelReason::Unknown | CancelReason::Timeout);
            if is_silent && opener::is_cut_off() {
                js::set(&detail, "message", CUT_OFF);
            }
        }
        Event::Failed { attempt, failure } => {
            set_attempt(&detail, *attempt);
            set_failure(&detail, failure);
            if let Some(cause) = cause {
                js::set(&detail, "cause", cause);
            }
        }
        Event::Ready | Event::Disconnected => {}
    }
    detail
}

/// The `detail` of `chakra-before-connect`.
pub(super) fn of_intent(intent: Intent) -> Object {
    let detail = Object::new();
    js::set(&detail, "intent", intent.as_str());
    detail
}

/// The value with which a method's promise resolves: an event's detail and its name as `type`, without
/// the element's prefix, or the `state`.
pub(super) fn of_settlement(settlement: &Settlement, cause: Option<JsValue>) -> Object {
    match settlement {
        Settlement::Event(event) => {
            let detail = of_event(event, cause);
            let name = event.name();
            js::set(
                &detail,
                "type",
                name.strip_prefix("chakra-").unwrap_or(name),
            );
            detail
        }
        Settlement::State(state) => {
            let detail = Object::new();
            js::set(&detail, "state", state.as_str());
            detail
        }
    }
}

fn set_attempt(detail: &Object, attempt: Option<AttemptId>) {
    let id = attempt.map(|id| id.to_string());
    set_text(detail, "attemptId", id.as_ref());
}

fn set_failure(detail: &Object, failure: &Failure) {
    let code = failure.code.as_str();
    let message = [
        failure.code.developer(),
        embedder_policy::hint(failure.code),
    ];
    js::set(detail, "code", code);
    js::set(detail, "message", message.concat());
    js::set(detail, "retryable", failure.is_retryable());
    js::set(detail, "docs", [DOCS, code].concat());
    let call = failure.call.map(|call| call.as_str().to_owned());
    set_text(detail, "call", call.as_ref());
    set_text(detail, "vendorCode", failure.vendor_code.as_ref());
    set_text(detail, "vendorMessage", failure.vendor_message.as_ref());
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
