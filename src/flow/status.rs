//! The backend's word on the connection: the only thing that means connected.

use serde::Deserialize;
use serde_json::Value;

use super::error::Code;

/// What the backend says the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Issue {
    /// Meta's code, where there is one.
    pub code: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What can be done.
    pub solution: Option<String>,
}

/// A phone number of the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
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
}

impl Report {
    /// A report that nothing is connected.
    pub const NOT_CONNECTED: Self = Self {
        connection: Connection::NotConnected,
        reason: None,
        numbers: Vec::new(),
        checked_at: None,
    };

    /// Whether the backend looked earlier for this report than for `other`: some cache on the way
    /// has kept it. Only UTC times of RFC 3339 are compared, by the second.
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        let second = |report: &Self| {
            let text = report.checked_at.as_deref()?;
            text.ends_with('Z')
                .then(|| text.get(..19).map(str::to_owned))
                .flatten()
        };
        matches!((second(self), second(other)), (Some(this), Some(other)) if this < other)
    }

    /// Reads the status source's payload: the contract's form, or the plain `{connected: bool}`
    /// of existing backends, with `whatsappPhoneNumberId` and `whatsappPhoneDisplay` beside it.
    ///
    /// # Errors
    /// [`Code::BackendMalformed`] where neither form fits.
    pub fn from_payload(payload: &Value) -> Result<Self, Code> {
        let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
        let (connection, numbers) = match (payload.get("state"), payload.get("connected")) {
            (Some(state), _) => (
                Connection::deserialize(state).map_err(|_| Code::BackendMalformed)?,
                match payload.get("numbers") {
                    None | Some(Value::Null) => Vec::new(),
                    Some(all) => Vec::deserialize(all).map_err(|_| Code::BackendMalformed)?,
                },
            ),
            (None, Some(Value::Bool(false))) => (Connection::NotConnected, Vec::new()),
            (None, Some(Value::Bool(true))) => {
                let numbers: Vec<Number> = text("whatsappPhoneNumberId")
                    .map(|phone_number_id| Number {
                        phone_number_id,
                        display_phone_number: text("whatsappPhoneDisplay").unwrap_or_default(),
                        ..Number::default()
                    })
                    .into_iter()
                    .collect();
                if numbers.is_empty() {
                    (Connection::ConnectedWithoutNumber, numbers)
                } else {
                    (Connection::Connected, numbers)
                }
            }
            _ => return Err(Code::BackendMalformed),
        };
        Ok(Self {
            connection,
            reason: text("reason"),
            numbers,
            checked_at: text("checkedAt"),
        })
    }
}
