//! The states of a tenant's connection, as the backend reports them.

/// State of a tenant's connection, as the backend reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConnectionState {
    /// Nothing is connected.
    NotConnected,
    /// The number works.
    Connected,
    /// A WhatsApp Business account without a number.
    ConnectedWithoutNumber,
    /// Several numbers and no choice among them.
    ChooseNumber,
    /// Meta reviews the number.
    InReview,
    /// The number does not work until the customer does something.
    ActionNeeded,
    /// Was connected, and no longer is.
    ReconnectNeeded,
}

impl ConnectionState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::NotConnected,
        Self::Connected,
        Self::ConnectedWithoutNumber,
        Self::ChooseNumber,
        Self::InReview,
        Self::ActionNeeded,
        Self::ReconnectNeeded,
    ];

    /// The state as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotConnected => "not_connected",
            Self::Connected => "connected",
            Self::ConnectedWithoutNumber => "connected_without_number",
            Self::ChooseNumber => "choose_number",
            Self::InReview => "in_review",
            Self::ActionNeeded => "action_needed",
            Self::ReconnectNeeded => "reconnect_needed",
        }
    }
}
