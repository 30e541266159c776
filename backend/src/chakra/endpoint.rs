//! Chakra's endpoints by name, for logs and metrics.

/// An endpoint that this backend calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// Endpoint 1.
    CreateConnectToken,
    /// Endpoint 6.
    GetPlugin,
    /// Endpoint 7.
    UpdatePlugin,
    /// Endpoint 8.
    DeletePlugin,
    /// Endpoint 9, only for the check of an installation.
    ListPhoneNumbers,
    /// Endpoint 10.
    GetPhoneNumber,
    /// Endpoint 11.
    ListBusinessAccounts,
}

impl Endpoint {
    /// Its name as a label.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CreateConnectToken => "create_connect_token",
            Self::GetPlugin => "get_plugin",
            Self::UpdatePlugin => "update_plugin",
            Self::DeletePlugin => "delete_plugin",
            Self::ListPhoneNumbers => "list_phone_numbers",
            Self::GetPhoneNumber => "get_phone_number",
            Self::ListBusinessAccounts => "list_business_accounts",
        }
    }
}
