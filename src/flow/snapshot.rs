//! The view's input: one value, rebuilt after each change.

use core::time::Duration;

use chakra_connect_contract::ConnectionState;

use super::error::Failure;
use super::status::{Connection, Report};

/// The states that a customer can be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Something is being fetched, and nothing can be done yet.
    #[default]
    Loading,
    /// Nothing is connected, and the customer can connect.
    NotConnected,
    /// An attempt may be open.
    Connecting,
    /// The backend is asked whether the signup succeeded.
    Confirming,
    /// A number is connected.
    Connected,
    /// An account is connected, without a number.
    ConnectedWithoutNumber,
    /// Several numbers came back; one must be chosen.
    ChooseNumber,
    /// Meta reviews the number.
    InReview,
    /// Connected, but something must be fixed.
    ActionNeeded,
    /// It was connected and no longer is; the customer can connect again.
    ReconnectNeeded,
    /// Disconnecting.
    Disconnecting,
    /// It does not work right now.
    Unavailable,
}

impl State {
    /// Every state, in the order in which a customer may meet them.
    pub const ALL: [Self; 12] = [
        Self::Loading,
        Self::NotConnected,
        Self::Connecting,
        Self::Confirming,
        Self::Connected,
        Self::ConnectedWithoutNumber,
        Self::ChooseNumber,
        Self::InReview,
        Self::ActionNeeded,
        Self::ReconnectNeeded,
        Self::Disconnecting,
        Self::Unavailable,
    ];

    /// The state as partners see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::NotConnected => const { ConnectionState::NotConnected.as_str() },
            Self::Connecting => "connecting",
            Self::Confirming => "confirming",
            Self::Connected => const { ConnectionState::Connected.as_str() },
            Self::ConnectedWithoutNumber => {
                const { ConnectionState::ConnectedWithoutNumber.as_str() }
            }
            Self::ChooseNumber => const { ConnectionState::ChooseNumber.as_str() },
            Self::InReview => const { ConnectionState::InReview.as_str() },
            Self::ActionNeeded => const { ConnectionState::ActionNeeded.as_str() },
            Self::ReconnectNeeded => const { ConnectionState::ReconnectNeeded.as_str() },
            Self::Disconnecting => "disconnecting",
            Self::Unavailable => "unavailable",
        }
    }

    /// The meaning of the state, in Markdown.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Loading => "The widget checks the connection. Nothing can be done yet.",
            Self::NotConnected => "Nothing is connected. The customer can connect.",
            Self::Connecting => "The customer has started to sign up. The popup may be open.",
            Self::Confirming => {
                "The signup has reported success, and the backend is asked to confirm it."
            }
            Self::Connected => "A number is connected.",
            Self::ConnectedWithoutNumber => {
                "A WhatsApp Business account is connected, but it has no number."
            }
            Self::ChooseNumber => "The account has several numbers, and one must be chosen.",
            Self::InReview => "Meta is reviewing the number.",
            Self::ActionNeeded => {
                "The number is connected, but it does not work until the customer has done something."
            }
            Self::ReconnectNeeded => {
                "The number was connected, and no longer is. The customer can connect again."
            }
            Self::Disconnecting => "The number is being disconnected.",
            Self::Unavailable => "The widget cannot work right now. `chakra-failed` has the code.",
        }
    }
}

impl From<Connection> for State {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::NotConnected => Self::NotConnected,
            Connection::Connected => Self::Connected,
            Connection::ConnectedWithoutNumber => Self::ConnectedWithoutNumber,
            Connection::ChooseNumber => Self::ChooseNumber,
            Connection::InReview => Self::InReview,
            Connection::ActionNeeded => Self::ActionNeeded,
            Connection::ReconnectNeeded => Self::ReconnectNeeded,
        }
    }
}

/// The visible part of the vendor's frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// It does not exist, or is not visible.
    #[default]
    Hidden,
    /// It is loading: its place is kept.
    Loading,
    /// It is usable.
    Ready,
}

/// Everything that the view needs to know.
#[allow(clippy::struct_excessive_bools)] // All but one are buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The state.
    pub state: State,
    /// The backend's last report, if any.
    pub report: Option<Report>,
    /// Why it is unavailable, or what went wrong in the last attempt.
    pub failure: Option<Failure>,
    /// The vendor's frame.
    pub frame: Frame,
    /// Whether the widget's own "Connect" button is to be shown, to prepare the signup.
    pub offers_start: bool,
    /// Whether the customer can disconnect here.
    pub offers_disconnect: bool,
    /// Whether the customer can change the number here.
    pub offers_replace: bool,
    /// Whether the customer's choice of a number can be passed on.
    pub offers_choice: bool,
    /// Whether the offered signup can be withdrawn: something is connected without it.
    pub offers_withdrawal: bool,
    /// Whether the status is being requested because the customer has asked for it.
    pub is_checking: bool,
    /// Age of the report in whole minutes, if a later refresh failed.
    pub stale: Option<Duration>,
}
