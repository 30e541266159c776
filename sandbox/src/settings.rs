//! The stand-in's behaviour: token lifetime, delays, and scripted failures.

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

/// The current settings.
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

/// A partial change of the settings: absent fields stay unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SettingsChange {
    /// Lifetime of connect tokens; one hour by default. With zero or less, tokens are expired.
    pub token_lifetime_seconds: Option<i64>,
    /// Delay between a coexistence signup and its number; 3000 ms by default.
    pub coexistence_delay_ms: Option<u64>,
    /// Whether a new signup keeps the plugin's former account and numbers; false by default.
    pub keep_old_numbers: Option<bool>,
    /// The source of a signup's outcome; by default, the popup asks.
    pub signup_end: Option<SignupEnd>,
    /// The delay of an endpoint's response; 0 removes it.
    pub latency_ms: BTreeMap<Endpoint, u64>,
    /// The failure of an endpoint; `None` (`null` in JSON) removes it.
    pub failures: BTreeMap<Endpoint, Option<Failure>>,
    /// The limit on the team's requests; `Some(None)` (`null` in JSON) removes it.
    #[serde(deserialize_with = "value_or_null")]
    pub team_limit: Option<Option<TeamLimit>>,
}

/// Distinguishes `null` from an absent field, for which the default is used.
#[expect(clippy::option_option, reason = "absent, null and a limit differ")]
fn value_or_null<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<TeamLimit>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Why a change of the settings was rejected. Nothing was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsError {
    /// A status outside 200 to 599.
    Status(u16),
    /// A content type or `Retry-After` that is not a valid HTTP header.
    Header,
    /// A team limit with a duration of zero.
    TeamLimit,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(
                formatter,
                "status {status} is not valid: use one from 200 to 599"
            ),
            Self::Header => formatter
                .write_str("contentType or retryAfter is not a valid header: use visible ASCII"),
            Self::TeamLimit => formatter.write_str("teamLimit.perSeconds must be 1 or more"),
        }
    }
}

impl Error for SettingsError {}

/// The settings for one request.
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

    /// Returns and counts the script for the next request.
    pub(crate) fn take_script(&mut self, endpoint: Endpoint) -> Script {
        let latency = self.latency_ms.get(&endpoint).copied().unwrap_or(0);
        Script {
            latency: Duration::from_millis(latency),
            failure: self.take_failure(endpoint),
        }
    }

    /// Counts a request of the team, or returns how long it has to wait.
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
