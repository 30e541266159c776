//! PURE: what the customer's connection is, from Chakra's records alone. Nothing here asks anybody.

use serde::Serialize;

use crate::chakra::{HealthEntity, PhoneRecord, PluginRecord, Sending};

/// The states of the contract with the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Nothing is connected.
    NotConnected,
    /// The number works.
    Connected,
    /// A `WhatsApp` Business account without a number.
    ConnectedWithoutNumber,
    /// Several numbers and no choice among them.
    ChooseNumber,
    /// Meta reviews the number.
    InReview,
    /// Meta blocks sending until the customer does something.
    ActionNeeded,
    /// Was connected, and was switched off at Chakra.
    ReconnectNeeded,
}

/// State and numbers of one tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// The state.
    pub state: ConnectionState,
    /// Why, for people, where the state alone does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The numbers the state speaks of.
    pub numbers: Vec<ConnectedNumber>,
}

/// A number as the widget is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedNumber {
    /// Meta's id.
    pub phone_number_id: String,
    /// As a person reads it; the id where Chakra does not tell.
    pub display_phone_number: String,
    /// The name Meta shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_name: Option<String>,
    /// Meta's quality rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_rating: Option<String>,
    /// Meta's messaging limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_limit_tier: Option<String>,
    /// What limits or blocks sending.
    pub issues: Vec<Issue>,
}

/// Something wrong with a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// Meta's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solution: Option<String>,
}

/// The customer's choice of one number among several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberChoice {
    /// The chosen number.
    pub phone_number_id: String,
    /// The numbers there were. One that came later, by a replacement say, makes the choice anew.
    pub among: Vec<String>,
}

impl Connection {
    /// Nothing connected: no plugin, or one nobody has signed up with.
    pub const NOT_CONNECTED: Self = Self {
        state: ConnectionState::NotConnected,
        reason: None,
        numbers: Vec::new(),
    };

    /// What follows from a plugin's record and those of the numbers of [`numbers_in_question`].
    #[must_use]
    pub fn from_records(plugin: &PluginRecord, phones: &[PhoneRecord]) -> Self {
        if plugin.account_ids.is_empty() && plugin.phone_number_ids.is_empty() {
            return Self::NOT_CONNECTED;
        }
        let numbers: Vec<_> = phones.iter().map(ConnectedNumber::from_record).collect();
        let (state, reason) = match phones {
            _ if !plugin.is_active => (
                ConnectionState::ReconnectNeeded,
                Some("The connection was switched off.".to_owned()),
            ),
            [] => (ConnectionState::ConnectedWithoutNumber, None),
            [phone] => state_of(phone),
            _ => (ConnectionState::ChooseNumber, None),
        };
        Self {
            state,
            reason,
            numbers,
        }
    }

    /// The one number that is connected, whether or not it may send; none while there is still one
    /// to be chosen, and none of a connection that has ended.
    #[must_use]
    pub fn number_in_use(&self) -> Option<&ConnectedNumber> {
        match self.state {
            ConnectionState::Connected
            | ConnectionState::InReview
            | ConnectionState::ActionNeeded => self.numbers.first(),
            ConnectionState::NotConnected
            | ConnectionState::ConnectedWithoutNumber
            | ConnectionState::ChooseNumber
            | ConnectionState::ReconnectNeeded => None,
        }
    }
}

/// The plugin's numbers that are connected: none once it is switched off.
#[must_use]
pub fn connected_numbers(plugin: &PluginRecord) -> &[String] {
    if plugin.is_active {
        &plugin.phone_number_ids
    } else {
        &[]
    }
}

/// The numbers a status speaks of: the chosen one where the choice still holds, else all.
#[must_use]
pub fn numbers_in_question(plugin: &PluginRecord, choice: Option<&NumberChoice>) -> Vec<String> {
    let all = &plugin.phone_number_ids;
    match choice {
        Some(choice)
            if all.contains(&choice.phone_number_id)
                && all.iter().all(|id| choice.among.contains(id)) =>
        {
            vec![choice.phone_number_id.clone()]
        }
        _ => all.clone(),
    }
}

fn state_of(phone: &PhoneRecord) -> (ConnectionState, Option<String>) {
    let blocked = phone.health.iter().find(|e| e.sending == Sending::Blocked);
    if let Some(entity) = blocked {
        let reason = issues_of(entity).into_iter().next().map(|it| it.message);
        (ConnectionState::ActionNeeded, reason)
    } else if phone.statuses.iter().any(|status| is_in_review(status)) {
        let reason = "Meta is reviewing the number. This usually takes one or two days.";
        (ConnectionState::InReview, Some(reason.to_owned()))
    } else {
        (ConnectionState::Connected, None)
    }
}

/// `PENDING_REVIEW` is Meta's word for a display name; the others are defence. A bare `PENDING` is
/// not meant: a fresh number that works looks so. Nor is `AVAILABLE_WITHOUT_REVIEW`.
fn is_in_review(status: &str) -> bool {
    let status = status.to_uppercase().replace([' ', '-'], "_");
    ["PENDING_REVIEW", "IN_REVIEW", "UNDER_REVIEW"].contains(&status.as_str())
}

impl ConnectedNumber {
    fn from_record(phone: &PhoneRecord) -> Self {
        Self {
            phone_number_id: phone.phone_number_id.clone(),
            display_phone_number: phone
                .display_phone_number
                .clone()
                .unwrap_or_else(|| phone.phone_number_id.clone()),
            verified_name: phone.verified_name.clone(),
            quality_rating: phone.quality_rating.clone(),
            messaging_limit_tier: phone.messaging_limit_tier.clone(),
            issues: phone.health.iter().flat_map(issues_of).collect(),
        }
    }
}

fn issues_of(entity: &HealthEntity) -> Vec<Issue> {
    let blanket = match entity.sending {
        Sending::Available => return Vec::new(),
        Sending::Limited => "Meta limits the sending of messages.",
        Sending::Blocked => "Meta blocks the sending of messages.",
    };
    if entity.errors.is_empty() {
        return vec![Issue {
            code: None,
            message: blanket.to_owned(),
            solution: None,
        }];
    }
    entity
        .errors
        .iter()
        .map(|error| Issue {
            code: error.code.clone(),
            message: error
                .description
                .clone()
                .unwrap_or_else(|| blanket.to_owned()),
            solution: error.solution.clone(),
        })
        .collect()
}

#[cfg(test)]
#[path = "connection_state_tests.rs"]
mod tests;
