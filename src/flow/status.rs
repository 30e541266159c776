//! The backend's word on the connection: the only thing that means connected.

use serde_json::Value;

use super::error::Code;
use super::json::{list, text};

/// What the backend says the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// No account is connected.
    NotConnected,
    /// A number is connected.
    Connected,
    /// An account is connected, without a phone number.
    ConnectedWithoutNumber,
    /// Several numbers came back and one must be chosen.
    ChooseNumber,
    /// Meta reviews the number, for a day or two.
    InReview,
    /// Connected, but something must be put right before it works.
    ActionNeeded,
    /// It was connected and no longer is.
    ReconnectNeeded,
}

impl Connection {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "not_connected" => Self::NotConnected,
            "connected" => Self::Connected,
            "connected_without_number" => Self::ConnectedWithoutNumber,
            "choose_number" => Self::ChooseNumber,
            "in_review" => Self::InReview,
            "action_needed" => Self::ActionNeeded,
            "reconnect_needed" => Self::ReconnectNeeded,
            _ => return None,
        })
    }

    /// Whether the customer is to be shown the vendor's signup.
    #[must_use]
    pub fn wants_signup(self) -> bool {
        matches!(self, Self::NotConnected | Self::ReconnectNeeded)
    }

    /// Whether a signup that is being confirmed has succeeded.
    #[must_use]
    pub fn confirms(self) -> bool {
        matches!(
            self,
            Self::Connected | Self::ChooseNumber | Self::InReview | Self::ActionNeeded
        )
    }
}

/// Something about a number that the customer should know or do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issue {
    /// Meta's code, where there is one.
    pub code: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What can be done.
    pub solution: Option<String>,
}

impl Issue {
    fn read(issue: &Value) -> Self {
        Self {
            code: text(issue, &["code"]),
            message: text(issue, &["message"]).unwrap_or_default(),
            solution: text(issue, &["solution"]),
        }
    }
}

/// A phone number of the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// Meta's id of the number, not the number itself.
    pub phone_number_id: String,
    /// The number as Chakra gives it, such as `+91 98765 43210`.
    pub display_phone_number: String,
    /// The name WhatsApp shows for the business.
    pub verified_name: Option<String>,
    /// Meta's quality rating, such as `GREEN`.
    pub quality_rating: Option<String>,
    /// Meta's messaging limit, such as `TIER_1K`.
    pub messaging_limit_tier: Option<String>,
    /// What keeps it from working.
    pub issues: Vec<Issue>,
}

impl Number {
    /// Reads a number of the contract's form; nothing where it is not an object.
    fn read(number: &Value) -> Option<Self> {
        let issues = list(number, &["issues"]).map(|all| all.iter().map(Issue::read).collect());
        number.is_object().then(|| Self {
            phone_number_id: text(number, &["phoneNumberId"]).unwrap_or_default(),
            display_phone_number: text(number, &["displayPhoneNumber"]).unwrap_or_default(),
            verified_name: text(number, &["verifiedName"]),
            quality_rating: text(number, &["qualityRating"]),
            messaging_limit_tier: text(number, &["messagingLimitTier"]),
            issues: issues.unwrap_or_default(),
        })
    }
}

/// One answer of the status source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the connection is.
    pub connection: Connection,
    /// Why, where the backend tells; for people.
    pub reason: Option<String>,
    /// The numbers it has.
    pub numbers: Vec<Number>,
    /// When the backend looked, as it wrote it (RFC 3339).
    pub checked_at: Option<String>,
    /// Since when it is connected, as the backend wrote it (RFC 3339).
    pub connected_since: Option<String>,
}

impl Report {
    /// A report that nothing is connected.
    pub const NOT_CONNECTED: Self = Self {
        connection: Connection::NotConnected,
        reason: None,
        numbers: Vec::new(),
        checked_at: None,
        connected_since: None,
    };

    /// Whether the backend looked earlier for this report than for `other`: some cache on the way
    /// has kept it. Only UTC times of RFC 3339 are compared, by the second.
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        matches!((self.second(), other.second()), (Some(this), Some(other)) if this < other)
    }

    /// The second the backend looked at, in a form that sorts by time.
    fn second(&self) -> Option<&str> {
        let second = self.checked_at.as_deref()?.strip_suffix('Z')?.get(..19)?;
        let fits = |(found, wanted): (u8, u8)| match wanted {
            b'0' => found.is_ascii_digit(),
            _ => found == wanted,
        };
        let is_time = second.bytes().zip(*b"0000-00-00T00:00:00").all(fits);
        is_time.then_some(second)
    }

    /// Reads the status source's payload: the contract's form, or the plain `{connected: bool}`
    /// of existing backends, with `whatsappPhoneNumberId` and `whatsappPhoneDisplay` beside it.
    ///
    /// # Errors
    /// [`Code::BackendMalformed`] where neither form fits.
    pub fn from_payload(payload: &Value) -> Result<Self, Code> {
        let (connection, numbers) = match (payload.get("state"), payload.get("connected")) {
            (Some(state), _) => {
                let connection = state.as_str().and_then(Connection::from_name);
                let numbers = match payload.get("numbers") {
                    None | Some(Value::Null) => Some(Vec::new()),
                    Some(Value::Array(all)) => all.iter().map(Number::read).collect(),
                    Some(_) => None,
                };
                connection.zip(numbers).ok_or(Code::BackendMalformed)?
            }
            (None, Some(Value::Bool(false))) => (Connection::NotConnected, Vec::new()),
            (None, Some(Value::Bool(true))) => {
                let id = text(payload, &["whatsappPhoneNumberId"]);
                let shown = text(payload, &["whatsappPhoneDisplay"]).unwrap_or_default();
                match id {
                    None => (Connection::ConnectedWithoutNumber, Vec::new()),
                    Some(phone_number_id) => {
                        let number = Number {
                            phone_number_id,
                            display_phone_number: shown,
                            ..Number::default()
                        };
                        (Connection::Connected, vec![number])
                    }
                }
            }
            _ => return Err(Code::BackendMalformed),
        };
        Ok(Self {
            connection,
            reason: text(payload, &["reason"]),
            numbers,
            checked_at: text(payload, &["checkedAt"]),
            connected_since: text(payload, &["connectedSince"]),
        })
    }
}
