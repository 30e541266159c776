//! The purpose of a connect token.

/// The purpose of a connect token. Both purposes get a token for the tenant's one plugin: a second plugin would leave
/// the first one's number behind at Chakra.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Intent {
    /// To connect a first number, or one again.
    #[default]
    Connect,
    /// To put another number in the place of a connected one.
    Replace,
}

impl Intent {
    /// Every intent.
    pub const ALL: [Self; 2] = [Self::Connect, Self::Replace];

    /// The intent as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Replace => "replace",
        }
    }
}
