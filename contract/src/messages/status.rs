//! GET `…/status`.

use serde::{Deserialize, Serialize};

use crate::ConnectionState;

/// A tenant's connection, according to Chakra's records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The state.
    pub state: ConnectionState,
    /// Why, in plain words; of every state but `connected`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
    /// The tenant's plugin. If it differs from the one shown, the widget starts again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub plugin_id: Option<String>,
    /// The numbers of this state.
    pub numbers: Vec<ConnectedNumber>,
    /// When the backend first saw the number connected: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = DateTime))]
    pub connected_since: Option<String>,
    /// When Chakra was asked: RFC 3339, UTC. An older report never replaces a newer one on the page.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub checked_at: String,
}

/// A phone number of the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConnectedNumber {
    /// Meta's id of the number, not the number itself.
    pub phone_number_id: String,
    /// The number as Chakra gives it; the id where Chakra does not tell.
    pub display_phone_number: String,
    /// The name WhatsApp shows for the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub verified_name: Option<String>,
    /// Meta's quality rating, such as `GREEN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub quality_rating: Option<String>,
    /// Meta's messaging limit, such as `TIER_1K`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub messaging_limit_tier: Option<String>,
    /// Problems that limit or block sending.
    pub issues: Vec<Issue>,
}

/// Something wrong with a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// Meta's code, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub code: Option<String>,
    /// The problem.
    pub message: String,
    /// The remedy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub solution: Option<String>,
}
