//! POST `…/connect-token`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Intent;

/// Asks for a connect token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenRequest {
    /// The token's purpose; `connect` if absent.
    #[serde(default)]
    pub intent: Intent,
    /// The plugin of the widget's last token, if it had one. Refused unless it is the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugin_id: Option<String>,
}

/// A connect token.
// `Debug` is written by hand: it must not show the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenResponse {
    /// The token: a JWT made by Chakra, for one hour and one plugin. It is a secret of this customer.
    pub connect_token: String,
    /// The tenant's plugin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub plugin_id: Option<String>,
    /// Time until the token expires, in seconds; if absent, it is read from the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub expires_in_seconds: Option<u64>,
    /// Address of the vendor's SDK; if absent, Chakra's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub sdk_url: Option<String>,
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("plugin_id", &self.plugin_id)
            .field("expires_in_seconds", &self.expires_in_seconds)
            .field("sdk_url", &self.sdk_url)
            .finish_non_exhaustive()
    }
}
