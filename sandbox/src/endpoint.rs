//! The stand-in's endpoints, with the names used by the log and the settings.

use serde::{Deserialize, Serialize};

/// One endpoint. Its name in JSON is kebab-case, for example `create-connect-token`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// POST `/v1/ext/whatsapp-partner/create-connect-token`
    CreateConnectToken,
    /// GET `/v1/ext/plugin/whatsapp/{pluginId}/config`
    PluginConfig,
    /// POST `/v1/ext/plugin/whatsapp/{pluginId}/update-config`
    UpdateConfig,
    /// POST `/plugin`
    CreatePlugin,
    /// GET `/plugin/{id}`
    GetPlugin,
    /// PUT `/plugin/{id}`
    UpdatePlugin,
    /// DELETE `/plugin/{id}`
    DeletePlugin,
    /// GET `/v1/ext/whatsapp-phone-number`
    ListPhoneNumbers,
    /// GET `/v1/ext/whatsapp-phone-number/{phoneNumberId}`
    GetPhoneNumber,
    /// GET `/v1/ext/whatsapp-business-account`
    ListBusinessAccounts,
    /// `sdk.js`, on the embed origin
    Sdk,
    /// The iframe's page, on the embed origin
    Frame,
    /// The iframe's check of its connect token, on the embed origin
    OpenSession,
    /// The popup's page, on the embed origin
    Signup,
    /// How the signup in the popup ended, on the embed origin
    ChooseOutcome,
}

impl Endpoint {
    /// Whether the endpoint is part of the API and so requires the key. Browsers, which have no key, use the embed
    /// origin.
    pub(crate) fn asks_for_key(self) -> bool {
        !matches!(
            self,
            Self::Sdk | Self::Frame | Self::OpenSession | Self::Signup | Self::ChooseOutcome
        )
    }
}
