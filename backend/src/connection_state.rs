//! PURE: derives the customer's connection from Chakra's records alone, without any requests.

mod known_accounts;
mod lookup;
mod verdict;

use std::borrow::Cow;

use chakra_connect_contract::reasons;
use time::OffsetDateTime;

use crate::chakra::{AccountRecord, Meaning, PluginRecord};

pub use chakra_connect_contract::ConnectionState;
pub use chakra_connect_contract::messages::{ConnectedNumber, Issue};
pub use known_accounts::KnownAccounts;
pub use lookup::{NumberLookup, failure_of_all, unknown_words};
use verdict::Verdict;

/// State and numbers of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The state.
    pub state: ConnectionState,
    /// The reason, for people; for every state except `connected`.
    pub reason: Option<Cow<'static, str>>,
    /// The numbers that the state is about.
    pub numbers: Vec<ConnectedNumber>,
}

/// The customer's choice of one number among several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberChoice {
    /// The chosen number.
    pub phone_number_id: String,
    /// The numbers at the time of the choice. A new number, for example after a replacement, ends the choice.
    pub among: Vec<String>,
}

impl Connection {
    /// Nothing is connected: there is no plugin, or it has had no signup.
    pub const NOT_CONNECTED: Self = Self {
        state: ConnectionState::NotConnected,
        reason: Some(Cow::Borrowed(reasons::NOT_CONNECTED)),
        numbers: Vec::new(),
    };

    /// Derives the connection from a plugin's record, the lookups of each of the [`relevant_numbers`], and the records
    /// of its accounts. `checked_at` is the time of the requests to Chakra.
    #[must_use]
    pub fn from_records(
        plugin: &PluginRecord,
        lookups: &[NumberLookup],
        accounts: &[AccountRecord],
        checked_at: OffsetDateTime,
    ) -> Self {
        if plugin.account_ids.is_empty() && plugin.phone_number_ids.is_empty() {
            return Self::NOT_CONNECTED;
        }
        let accounts: Vec<_> = accounts
            .iter()
            .filter(|account| plugin.account_ids.contains(&account.id))
            .collect();
        let (verdicts, numbers): (Vec<_>, Vec<_>) = lookups
            .iter()
            .filter(|lookup| !lookup.has_lapsed(checked_at))
            .map(|lookup| {
                let verdict = Verdict::of_number(lookup, &accounts);
                let number = told(lookup, verdict.issues());
                (verdict, number)
            })
            .unzip();
        let (state, reason) = match verdicts.as_slice() {
            _ if !plugin.is_active => (
                ConnectionState::ReconnectNeeded,
                Some(reasons::SWITCHED_OFF.into()),
            ),
            [] => without_number(&Verdict::of_accounts(&accounts), lookups.is_empty()),
            [verdict] => (verdict.meaning().state(), verdict.reason()),
            several => one_of(several),
        };
        Self {
            state,
            reason,
            numbers,
        }
    }

    /// Adds to each number that the status of the accounts may be outdated.
    pub(crate) fn doubt_accounts(&mut self) {
        for number in &mut self.numbers {
            number.issues.push(Issue {
                code: None,
                message: reasons::ACCOUNTS_UNREAD.to_owned(),
                solution: None,
            });
        }
    }

    /// The one connected number, whether or not it can send; none while a choice is pending, and none if the connection
    /// has ended.
    #[must_use]
    pub fn number_in_use(&self) -> Option<&ConnectedNumber> {
        match self.state {
            ConnectionState::Connected
            | ConnectionState::InReview
            | ConnectionState::ActionNeeded => match self.numbers.as_slice() {
                [number] => Some(number),
                // Several numbers, none of which works, so none was chosen.
                _ => None,
            },
            ConnectionState::NotConnected
            | ConnectionState::ConnectedWithoutNumber
            | ConnectionState::ChooseNumber
            | ConnectionState::ReconnectNeeded => None,
        }
    }
}

/// The plugin's connected numbers: none once it is switched off.
#[must_use]
pub fn connected_numbers(plugin: &PluginRecord) -> &[String] {
    if plugin.is_active {
        &plugin.phone_number_ids
    } else {
        &[]
    }
}

/// The numbers that a status is about: the chosen one if the choice is still valid, otherwise all.
#[must_use]
pub fn relevant_numbers(plugin: &PluginRecord, choice: Option<&NumberChoice>) -> Vec<String> {
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

type StateAndReason = (ConnectionState, Option<Cow<'static, str>>);

fn without_number(accounts: &Verdict, is_none_listed: bool) -> StateAndReason {
    // A number is missing anyway, so a review of the account can wait.
    if accounts.meaning() > Meaning::InReview {
        return (accounts.meaning().state(), accounts.reason());
    }
    let reason = if is_none_listed {
        reasons::NO_NUMBER
    } else {
        reasons::NO_RECORD
    };
    let state = ConnectionState::ConnectedWithoutNumber;
    (state, Some(reason.into()))
}

/// Several numbers: the customer must choose, unless none of them is connected any more.
fn one_of(several: &[Verdict]) -> StateAndReason {
    let best = several.iter().min_by_key(|verdict| verdict.meaning());
    match best {
        Some(best) if best.meaning() >= Meaning::ReconnectNeeded => {
            (best.meaning().state(), best.reason())
        }
        _ => (ConnectionState::ChooseNumber, Some(reasons::CHOOSE.into())),
    }
}

/// A number in the widget's format. Without a record, only its id is known.
fn told(lookup: &NumberLookup, issues: Vec<Issue>) -> ConnectedNumber {
    let id = lookup.phone_number_id();
    let phone = lookup.record().cloned().unwrap_or_default();
    ConnectedNumber {
        phone_number_id: id.to_owned(),
        display_phone_number: phone.display_phone_number.unwrap_or_else(|| id.to_owned()),
        verified_name: phone.verified_name,
        quality_rating: phone.quality_rating,
        messaging_limit_tier: phone.messaging_limit_tier,
        issues,
    }
}

#[cfg(test)]
#[path = "connection_state_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "connection_state/gravity_tests.rs"]
mod gravity_tests;
