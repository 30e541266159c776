//! Responses of a partner's backend, each with a short name.

use chakra_connect::flow::reply::{HttpReply, Reply};
use serde_json::{Value, json};

use super::jwt;

/// The plugin that [`token`] is for.
pub const PLUGIN: &str = "plugin-1";

pub fn http(status: u16, body: impl ToString) -> Reply {
    Reply::Http(HttpReply {
        status,
        body: body.to_string(),
        ..HttpReply::default()
    })
}

pub fn ok(body: &Value) -> Reply {
    http(200, body)
}

pub fn retry_after(status: u16, header: &str) -> Reply {
    Reply::Http(HttpReply {
        status,
        retry_after: Some(header.to_owned()),
        ..HttpReply::default()
    })
}

/// A problem document of the contract.
pub fn problem(status: u16, code: &str) -> Reply {
    let body = json!({ "type": "about:blank", "title": "t", "status": status, "code": code, "detail": "d" });
    http(status, body)
}

/// A token of one hour.
pub fn token() -> Reply {
    token_living(3600.0)
}

pub fn token_living(seconds: f64) -> Reply {
    ok(&json!({ "connectToken": jwt::living(seconds), "pluginId": PLUGIN }))
}

pub fn status(state: &str, numbers: &[&str]) -> Reply {
    let numbers: Vec<_> = numbers
        .iter()
        .map(|id| json!({ "phoneNumberId": id, "displayPhoneNumber": "+91 98765 43210", "issues": [] }))
        .collect();
    ok(&json!({ "state": state, "numbers": numbers, "checkedAt": "2026-11-22T10:00:00Z" }))
}

pub fn not_connected() -> Reply {
    status("not_connected", &[])
}

pub fn connected() -> Reply {
    status("connected", &["n1"])
}

pub fn without_number() -> Reply {
    status("connected_without_number", &[])
}

pub fn choose_number() -> Reply {
    status("choose_number", &["n1", "n2"])
}
