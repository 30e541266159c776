//! How the stand-in behaves: token lifetime, delays, and failures that tests script.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, Serialize};

use crate::endpoint::Endpoint;
use crate::failure::Failure;
use crate::signup::SignupEnd;
use crate::team_limit::{TeamLimit, TeamWindow};

/// The lifetime of a real token (chakra-protocol 1.4, "only valid for an hour").
const HOUR_SECONDS: i64 = 3600;

/// The settings in force.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settings {
    pub(crate) token_lifetime_seconds: i64,
    pub(crate) coexistence_delay_ms: u64,
    pub(crate) keep_old_numbers: bool,
    pub(crate) signup_end: SignupEnd,
    pub(crate) latency_ms: BTreeMap<Endpoint, u64>,
    pub(crate) failures: BTreeMap<Endpoint, Failure>,
    pub(crate) team_limit: Option<TeamLimit>,
    #[serde(skip)]
    team_window: TeamWindow,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_lifetime_seconds: HOUR_SECONDS,
            coexistence_delay_ms: 3000,
            keep_old_numbers: false,
            signup_end: SignupEnd::Ask,
            latency_ms: BTreeMap::new(),
            failures: BTreeMap::new(),
            team_limit: None,
            team_window: TeamWindow::default(),
        }
    }
}

/// A partial change of the settings: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SettingsChange {
    /// How long a connect token lives, one hour at first. Zero or less makes expired ones.
    pub token_lifetime_seconds: Option<i64>,
    /// How long after a coexistence signup its number appears, 3000 ms at first.
    pub coexistence_delay_ms: Option<u64>,
    /// Whether a new signup leaves the plugin's former account and numbers in place. Not at first.
    pub keep_old_numbers: Option<bool>,
    /// Who decides how a signup ends: the popup asks at first.
    pub signup_end: Option<SignupEnd>,
    /// How long an endpoint waits before it answers; 0 takes the wait away.
    pub latency_ms: BTreeMap<Endpoint, u64>,
    /// How an endpoint fails; `None` (`null` in JSON) takes the failure away.
    pub failures: BTreeMap<Endpoint, Option<Failure>>,
    /// How many requests the team may send; `Some(None)` (`null` in JSON) takes the limit away.
    #[serde(deserialize_with = "value_or_null")]
    pub team_limit: Option<Option<TeamLimit>>,
}

/// Tells `null` from an absent field, which the default stands for.
#[expect(clippy::option_option, reason = "absent, null and a limit differ")]
fn value_or_null<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<TeamLimit>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Why a change of the settings was refused. Nothing of it was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsError {
    /// A status outside 200 to 599.
    Status(u16),
    /// A content type or `Retry-After` that no HTTP header can hold.
    Header,
    /// A limit of the team for no time at all.
    TeamLimit,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(
                formatter,
                "status {status} cannot be answered: give one from 200 to 599"
            ),
            Self::Header => formatter
                .write_str("contentType or retryAfter does not fit in a header: use visible ASCII"),
            Self::TeamLimit => formatter.write_str("teamLimit.perSeconds must be 1 or more"),
        }
    }
}

impl Error for SettingsError {}

/// What the settings say of one request.
pub(crate) struct Script {
    pub(crate) latency: Duration,
    pub(crate) failure: Option<Failure>,
}

impl Settings {
    pub(crate) fn change(&mut self, change: SettingsChange) -> Result<(), SettingsError> {
        change
            .failures
            .values()
            .flatten()
            .try_for_each(Failure::check)?;
        if let Some(Some(TeamLimit { per_seconds: 0, .. })) = change.team_limit {
            return Err(SettingsError::TeamLimit);
        }
        if let Some(seconds) = change.token_lifetime_seconds {
            self.token_lifetime_seconds = seconds;
        }
        if let Some(delay) = change.coexistence_delay_ms {
            self.coexistence_delay_ms = delay;
        }
        if let Some(keep) = change.keep_old_numbers {
            self.keep_old_numbers = keep;
        }
        if let Some(end) = change.signup_end {
            self.signup_end = end;
        }
        if let Some(limit) = change.team_limit {
            self.team_limit = limit;
            self.team_window = TeamWindow::default();
        }
        for (endpoint, latency) in change.latency_ms {
            self.latency_ms.insert(endpoint, latency);
        }
        for (endpoint, failure) in change.failures {
            match failure {
                Some(failure) => self.failures.insert(endpoint, failure),
                None => self.failures.remove(&endpoint),
            };
        }
        Ok(())
    }

    /// Takes what is scripted for the next request, and counts it.
    pub(crate) fn take_script(&mut self, endpoint: Endpoint) -> Script {
        let latency = self.latency_ms.get(&endpoint).copied().unwrap_or(0);
        Script {
            latency: Duration::from_millis(latency),
            failure: self.take_failure(endpoint),
        }
    }

    /// Counts a request of the team, or tells how long it has to wait.
    pub(crate) fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        let limit = self.team_limit;
        limit.map_or(Ok(()), |limit| self.team_window.admit(limit, now))
    }

    fn take_failure(&mut self, endpoint: Endpoint) -> Option<Failure> {
        let failure = self.failures.get_mut(&endpoint)?;
        match &mut failure.times {
            None => Some(failure.clone()),
            Some(0) => {
                self.failures.remove(&endpoint);
                None
            }
            Some(times) => {
                *times -= 1;
                Some(failure.clone())
            }
        }
    }
}
