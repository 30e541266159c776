//! The body of a notification, in the format that Standard Webhooks recommends.

use chakra_connect_contract::messages;
use serde::Serialize;

use crate::connection::Status;
use crate::connection_state::{ConnectedNumber, ConnectionState};
use crate::store::NotificationKind;

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    /// The time of the request to Chakra.
    timestamp: &'a str,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    tenant_id: &'a str,
    plugin_id: Option<&'a str>,
    state: ConnectionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    numbers: &'a [ConnectedNumber],
}

pub(super) fn body(
    tenant_id: &str,
    plugin_id: Option<&str>,
    kind: NotificationKind,
    status: &Status,
) -> String {
    let status = messages::Status::from(status.clone());
    let body = Body {
        kind: format!("connection.{}", kind.as_str()),
        timestamp: &status.checked_at,
        data: Data {
            tenant_id,
            plugin_id,
            state: status.state,
            reason: status.reason.as_deref(),
            numbers: &status.numbers,
        },
    };
    // Fails only for maps whose keys are not texts.
    serde_json::to_string(&body).unwrap_or_default()
}
