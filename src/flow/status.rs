//! The backend's report on the connection: the only proof that it is connected.

mod poller;

use chakra_connect_contract::ConnectionState;
use serde_json::Value;

pub(super) use self::poller::{PollerDue, StatusPoller};

use super::error::Code;
use super::json::{as_list, flag, get, is_same_word, list, text};
use super::timestamp::Timestamp;

/// Greatest difference between the clocks of two of a backend's servers, in seconds.
const CLOCK_TOLERANCE: u64 = 5;

/// The state of the connection, as the backend reports it.
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
    /// Connected, but something must be fixed before it works.
    ActionNeeded,
    /// It was connected and no longer is.
    ReconnectNeeded,
}

impl Connection {
    /// Reads the contract's name, in any style: elsewhere, enumerations are `NOT_CONNECTED` or `NotConnected`. Whole
    /// names only: "disconnected" is not one.
    fn from_name(name: &str) -> Option<Self> {
        const NAMES: [(&str, Connection); 7] = [
            (
                ConnectionState::NotConnected.as_str(),
                Connection::NotConnected,
            ),
            (ConnectionState::Connected.as_str(), Connection::Connected),
            (
                ConnectionState::ConnectedWithoutNumber.as_str(),
                Connection::ConnectedWithoutNumber,
            ),
            (
                ConnectionState::ChooseNumber.as_str(),
                Connection::ChooseNumber,
            ),
            (ConnectionState::InReview.as_str(), Connection::InReview),
            (
                ConnectionState::ActionNeeded.as_str(),
                Connection::ActionNeeded,
            ),
            (
                ConnectionState::ReconnectNeeded.as_str(),
                Connection::ReconnectNeeded,
            ),
        ];
        let mut names = NAMES.iter();
        let known = names.find(|(known, _)| is_same_word(known, name));
        known.map(|(_, connection)| *connection)
    }

    /// Whether the vendor's signup is to be shown to the customer.
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
    /// Meta's code, if any.
    pub code: Option<String>,
    /// The problem.
    pub message: String,
    /// The solution.
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
    /// Meta's id of the number, not the number itself; empty if the backend gives none.
    pub phone_number_id: String,
    /// The number as Chakra gives it, such as `+91 98765 43210`.
    pub display_phone_number: String,
    /// The name WhatsApp shows for the business.
    pub verified_name: Option<String>,
    /// Meta's quality rating, such as `GREEN`.
    pub quality_rating: Option<String>,
    /// Meta's messaging limit, such as `TIER_1K`.
    pub messaging_limit_tier: Option<String>,
    /// The problems that keep it from working.
    pub issues: Vec<Issue>,
}

impl Number {
    /// Whether it can be named to the backend.
    #[must_use]
    pub fn has_id(&self) -> bool {
        !self.phone_number_id.is_empty()
    }

    /// Reads a number in any of the forms that integrators use (chakra-protocol 2.2); `None` if it is not an object.
    pub(super) fn read(number: &Value) -> Option<Self> {
        let issues = list(number, &["issues"]).unwrap_or_default();
        let shown = ["displayPhoneNumber", "phoneNumber", "whatsappPhoneDisplay"];
        let shown = text(number, &shown);
        let id = text(number, &["whatsappPhoneNumberId", "phoneNumberId"]).or_else(|| {
            // A bare `id` is a number's only if there is a number beside it.
            shown.as_ref().and_then(|_| text(number, &["id"]))
        });
        number.is_object().then(|| Self {
            phone_number_id: id.unwrap_or_default(),
            display_phone_number: shown.unwrap_or_default(),
            verified_name: text(number, &["verifiedName", "displayName", "name"]),
            quality_rating: text(number, &["qualityRating"]),
            messaging_limit_tier: text(number, &["messagingLimitTier"]),
            issues: issues.into_iter().map(Issue::read).collect(),
        })
    }
}

/// One answer of the status source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The state of the connection.
    pub connection: Connection,
    /// The reason, if the backend gives one; for people.
    pub reason: Option<String>,
    /// The numbers it has.
    pub numbers: Vec<Number>,
    /// Whether the backend gave a list of numbers: an empty list differs from none.
    pub states_numbers: bool,
    /// The plugin the report is about, if the backend names it.
    pub plugin_id: Option<String>,
    /// The time of the backend's check.
    pub checked_at: Option<Timestamp>,
    /// Since when it is connected (RFC 3339), or the backend's text for that.
    pub connected_since: Option<String>,
}

impl Report {
    /// A report that nothing is connected.
    pub const NOT_CONNECTED: Self = Self {
        connection: Connection::NotConnected,
        reason: None,
        numbers: Vec::new(),
        states_numbers: false,
        plugin_id: None,
        checked_at: None,
        connected_since: None,
    };

    /// Whether the backend gave a list of numbers, even an empty one.
    #[must_use]
    pub fn lists_numbers(&self) -> bool {
        self.states_numbers
    }

    /// The ids of the numbers, for detecting a replacement; `None` if no number has an id.
    #[must_use]
    pub fn number_ids(&self) -> Option<Vec<String>> {
        let named = self.numbers.iter().filter(|number| number.has_id());
        let ids: Vec<_> = named.map(|number| number.phone_number_id.clone()).collect();
        (!ids.is_empty()).then_some(ids)
    }

    /// Whether it names a number other than these.
    pub(super) fn names_another_than(&self, known: &[String]) -> bool {
        self.number_ids()
            .is_some_and(|ids| ids.iter().any(|id| !known.contains(id)))
    }

    /// Whether the backend's check for this report was earlier than that for `other`: a cache in between has kept it.
    /// An otherwise equal report may be a few seconds older, because the clocks of two servers differ. Compared by the
    /// second; unknown times are not compared.
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        let [Some(this), Some(later)] = [self, other].map(|report| report.checked_at) else {
            return false;
        };
        let says_the_same = self.connection == other.connection && self.numbers == other.numbers;
        let tolerance = if says_the_same { CLOCK_TOLERANCE } else { 0 };
        later.seconds().saturating_sub(this.seconds()) > tolerance
    }

    /// Reads the status source's payload: the contract's form, or the plain `{connected: bool}` of existing backends,
    /// with `whatsappPhoneNumberId` and `whatsappPhoneDisplay` beside it.
    ///
    /// # Errors
    /// [`Code::BackendMalformed`] if neither form fits.
    pub fn from_payload(payload: &Value) -> Result<Self, Code> {
        let time = |name: &str| Timestamp::read(get(payload, name)?);
        let listed = numbers(payload)?;
        let states_numbers = listed.is_some();
        let mut numbers = listed.unwrap_or_default();
        let connection = match (get(payload, "state"), get(payload, "connected")) {
            (Some(state), _) => state.as_str().and_then(Connection::from_name),
            (None, connected) => match connected.and_then(flag) {
                Some(true) if numbers.is_empty() => Some(Connection::ConnectedWithoutNumber),
                Some(true) => Some(Connection::Connected),
                Some(false) => {
                    // An id beside it is that of the previous number.
                    numbers.clear();
                    Some(Connection::NotConnected)
                }
                None => None,
            },
        };
        Ok(Self {
            connection: connection.ok_or(Code::BackendMalformed)?,
            reason: text(payload, &["reason"]),
            numbers,
            states_numbers,
            plugin_id: text(payload, &["pluginId"]),
            checked_at: time("checkedAt"),
            connected_since: time("connectedSince")
                .map(Timestamp::to_rfc3339)
                .or_else(|| text(payload, &["connectedSince"])),
        })
    }
}

/// The numbers of a payload, if it lists any: a list, a single number instead, or the plain form's own fields.
fn numbers(payload: &Value) -> Result<Option<Vec<Number>>, Code> {
    match get(payload, "numbers") {
        // PHP's value for "none".
        Some(Value::Bool(false)) | None => {
            let plain = Number::read(payload).filter(Number::has_id);
            Ok(plain.map(|number| vec![number]))
        }
        Some(numbers) => {
            let all = as_list(numbers).unwrap_or_else(|| vec![numbers]);
            let all = all.into_iter().filter(|number| !number.is_null());
            let read: Option<Vec<_>> = all.map(Number::read).collect();
            read.map(Some).ok_or(Code::BackendMalformed)
        }
    }
}
