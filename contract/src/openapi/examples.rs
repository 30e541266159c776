//! Examples of bodies, built from the same types so that they cannot diverge.

use serde::Serialize;
use utoipa::openapi::example::{Example, ExampleBuilder};

use crate::messages::{
    ConnectEvent, ConnectedNumber, Hint, Issue, NumberChoice, Status, TokenRequest, TokenResponse,
    Unread,
};
use crate::{Call, ConnectionState, Intent};

const PLUGIN: &str = "5b1c0a52-7d0f-4f6e-9a35-0c9f1f6f2a11";
const NUMBER: &str = "106540352242922";
const CHECKED: &str = "2026-11-23T08:15:27Z";

type Named = (&'static str, Example);

/// Bodies of requests.
pub(super) fn requests(call: Call) -> Vec<Named> {
    match call {
        Call::ConnectToken => vec![
            named("first", "A first token", &TokenRequest::default()),
            named(
                "replace",
                "Another number in place of the connected one",
                &TokenRequest {
                    intent: Intent::Replace,
                    plugin_id: Some(PLUGIN.to_owned()),
                },
            ),
        ],
        Call::ConnectEvent => vec![
            named(
                "hint",
                "A hint, which proves nothing",
                &ConnectEvent::Hint(Hint {
                    attempt_id: Some("9f0c3a5be2d14c77".to_owned()),
                    event: "finished".to_owned(),
                    data: Unread,
                }),
            ),
            named(
                "choice",
                "The customer's choice of a number",
                &ConnectEvent::Choice(NumberChoice {
                    phone_number_id: NUMBER.to_owned(),
                }),
            ),
        ],
        Call::Status | Call::Disconnect => Vec::new(),
    }
}

/// Bodies of successes.
pub(super) fn responses(call: Call) -> Vec<Named> {
    match call {
        Call::ConnectToken => vec![named(
            "token",
            "A token",
            &TokenResponse {
                connect_token: "eyJhbGciOi…".to_owned(),
                plugin_id: Some(PLUGIN.to_owned()),
                expires_in_seconds: Some(3600),
                sdk_url: None,
            },
        )],
        Call::Status => vec![
            named("connected", "A number that works", &connected()),
            named(
                "action_needed",
                "A number that needs attention",
                &action_needed(),
            ),
            named("not_connected", "Nothing is connected", &not_connected()),
        ],
        Call::ConnectEvent | Call::Disconnect => Vec::new(),
    }
}

fn connected() -> Status {
    Status {
        state: ConnectionState::Connected,
        reason: None,
        plugin_id: None,
        numbers: vec![ConnectedNumber {
            phone_number_id: NUMBER.to_owned(),
            display_phone_number: "+91 98765 43210".to_owned(),
            verified_name: Some("Northwind Salon".to_owned()),
            quality_rating: Some("GREEN".to_owned()),
            messaging_limit_tier: Some("TIER_1K".to_owned()),
            issues: Vec::new(),
        }],
        connected_since: Some("2026-11-02T09:30:00Z".to_owned()),
        checked_at: CHECKED.to_owned(),
    }
}

fn action_needed() -> Status {
    Status {
        state: ConnectionState::ActionNeeded,
        reason: Some("No payment".to_owned()),
        numbers: vec![ConnectedNumber {
            phone_number_id: NUMBER.to_owned(),
            display_phone_number: "+91 98765 43210".to_owned(),
            verified_name: None,
            quality_rating: None,
            messaging_limit_tier: None,
            issues: vec![Issue {
                code: Some("141006".to_owned()),
                message: "No payment".to_owned(),
                solution: Some("Add one".to_owned()),
            }],
        }],
        ..connected()
    }
}

fn not_connected() -> Status {
    Status {
        state: ConnectionState::NotConnected,
        reason: Some("No WhatsApp number is connected.".to_owned()),
        numbers: Vec::new(),
        connected_since: None,
        ..connected()
    }
}

fn named(name: &'static str, summary: &str, value: &impl Serialize) -> Named {
    let value = serde_json::to_value(value).ok();
    let example = ExampleBuilder::new().summary(summary).value(value);
    (name, example.build())
}
