//! The vendor SDK's callbacks, read by exact rules. They are hints, never facts.
//!
//! Chakra does not document its event names. The rules here cover what public integrations depend on, and Meta's
//! documented Embedded Signup events; any other name is kept and reported as it is.

mod frame;

use serde_json::Value;

pub(super) use self::frame::{FrameDue, VendorFrame};

use super::envelope::{opened, vendor_payload};
use super::json::{as_text, list, text};
use super::status::Number;

/// The SDK's callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callback {
    /// `onReady()`
    Ready,
    /// `onMessage(event, data)`
    Message,
    /// `onSuccess(data)`
    Success,
    /// `onError(error)`
    Error,
}

/// One call of one callback, as JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorEvent {
    /// The callback.
    pub callback: Callback,
    /// The first argument of `onMessage`, as JSON.
    pub event: String,
    /// The data, as JSON.
    pub data: String,
}

/// The largest callback payload that is read, in bytes.
pub const SIGNAL_LIMIT: usize = 64 * 1024;

/// An event reported by the vendor's frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The frame is usable.
    Ready,
    /// The signup succeeded.
    Finished(Finish),
    /// The customer left it.
    Cancelled {
        /// Meta's name for the step at which they left, such as `PHONE_NUMBER_SETUP`.
        step: Option<String>,
    },
    /// The signup ended with an error.
    Failed {
        /// Meta's error code.
        code: Option<String>,
        /// The error's text.
        message: Option<String>,
    },
    /// Something unknown to this version.
    Unknown {
        /// The event's name; empty if it had none.
        name: String,
    },
}

/// The result of a successful signup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finish {
    /// Whether it reported only an account, without a phone number.
    pub without_number: bool,
    /// The numbers it reported.
    pub numbers: Vec<Number>,
}

impl Hint {
    /// Meta's name for the customer's step, if the hint has it.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Cancelled { step } => step.as_deref(),
            _ => None,
        }
    }

    /// The name under which the hint is forwarded to the backend.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Ready => "ready",
            Self::Finished(_) => "finished",
            Self::Cancelled { .. } => "cancelled",
            Self::Failed { .. } => "failed",
            Self::Unknown { name } => name,
        }
    }
}

impl From<&VendorEvent> for Hint {
    fn from(signal: &VendorEvent) -> Self {
        let read = |text: &str| {
            if text.len() > SIGNAL_LIMIT {
                return Value::Null;
            }
            serde_json::from_str(text).unwrap_or_default()
        };
        // Meta's sample passes its message on as JSON in a text; in practice there are objects, too.
        let data = opened(read(&signal.data));
        match signal.callback {
            Callback::Ready => Self::Ready,
            Callback::Success => Self::Finished(finish(&vendor_payload(data), false)),
            Callback::Error => failed(&data),
            Callback::Message => message(&opened(read(&signal.event)), data),
        }
    }
}

fn message(event: &Value, data: Value) -> Hint {
    // Meta's own message, passed on whole: {type: "WA_EMBEDDED_SIGNUP", event, data}.
    for whole in [event, &data] {
        if whole.get("type").and_then(Value::as_str) == Some("WA_EMBEDDED_SIGNUP") {
            let field = |name: &str| whole.get(name).unwrap_or(&Value::Null);
            return named(field("event").as_str().unwrap_or_default(), field("data"));
        }
    }
    named(event.as_str().unwrap_or_default(), &vendor_payload(data))
}

fn named(name: &str, data: &Value) -> Hint {
    let name = name.trim().to_ascii_uppercase();
    let field = |field: &str| data.get(field).and_then(Value::as_str).unwrap_or_default();
    match name.as_str() {
        // `FINISH`, `FINISH_ONLY_WABA`, `FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING`, …: Meta's table of finish types
        // grows, so the prefix decides.
        _ if name == "FINISH" || name.starts_with("FINISH_") => {
            Hint::Finished(finish(data, name == "FINISH_ONLY_WABA"))
        }
        "CANCEL" if has_error(data) => failed(data),
        "CANCEL" => Hint::Cancelled {
            step: text(data, &["current_step"]),
        },
        "ERROR" => failed(data),
        // The one literal name that has been seen in an integration, and only whole words: "disconnected" and
        // "incomplete" are not success.
        _ if is_success(&name) || is_success(field("status")) || is_success(field("state")) => {
            Hint::Finished(finish(data, false))
        }
        _ if is_connected_plugin(data) => Hint::Finished(finish(data, false)),
        _ => Hint::Unknown {
            name: name.chars().take(64).collect(),
        },
    }
}

fn is_success(word: &str) -> bool {
    [
        "CHAKRA_CONNECT_SUCCESS",
        "SUCCESS",
        "CONNECTED",
        "COMPLETE",
        "COMPLETED",
        "LINKED",
    ]
    .iter()
    .any(|known| word.trim().eq_ignore_ascii_case(known))
}

/// Whether the payload looks like Chakra's plugin record with an account or a number.
fn is_connected_plugin(data: &Value) -> bool {
    // Not `pointer`, which links the standard library's search and replacement of texts.
    let field = |outer: &str, name: &str| data.get(outer)?.get(name);
    let accounts = field("auth", "whatsappBusinessAccountsById").and_then(Value::as_object);
    let numbers = field("serverConfig", "enabledWhatsappPhoneNumbers").and_then(Value::as_array);
    accounts.is_some_and(|accounts| !accounts.is_empty())
        || numbers.is_some_and(|all| {
            all.iter()
                .any(|id| id.as_str().is_some_and(|id| !id.is_empty()))
        })
}

fn has_error(data: &Value) -> bool {
    ["error_message", "error_code", "error_id"]
        .iter()
        .any(|name| data.get(name).is_some())
}

/// Meta's current pages say `error_code`, older ones `error_id`; the SDK's `onError` has `message`.
fn failed(data: &Value) -> Hint {
    Hint::Failed {
        code: text(data, &["error_code", "error_id", "code"]),
        message: text(data, &["error_message", "message"]).or_else(|| as_text(data)),
    }
}

fn finish(data: &Value, without_number: bool) -> Finish {
    let listed = list(data, &["whatsappPhoneNumbers", "phoneNumbers"]);
    let named = listed.unwrap_or_else(|| vec![data]);
    let numbers = named.into_iter().filter_map(Number::read);
    let numbers = numbers.filter(Number::has_id).collect();
    Finish {
        without_number,
        numbers,
    }
}
