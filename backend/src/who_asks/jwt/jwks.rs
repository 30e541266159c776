//! The keys from an address (JWKS): cached, refreshed in time, and kept during an outage of up to a day.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;
use url::Url;

use super::key::Key;
use crate::outbound::{self, HttpSetupError};
use crate::who_asks::resolver::ResolveError;

/// Real key sets have a few kilobytes.
const LONGEST_ANSWER: usize = 256 * 1024;
const MOST_KEYS: usize = 100;

/// How often the address may be fetched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Time for which keys are used without another fetch.
    pub(super) fresh: Duration,
    /// Time after the last successful fetch until the keys are dropped: they may have been withdrawn.
    pub(super) longest: Duration,
    /// Pause before the next fetch for an unknown key, or after a failure.
    pub(super) pause: Duration,
    /// The same pause while there are no keys at all, and nobody can sign in.
    pub(super) pause_without_keys: Duration,
    /// Time limit for a response.
    pub(super) time_limit: Duration,
}

impl Pace {
    const USUAL: Self = Self {
        fresh: Duration::from_mins(10),
        longest: Duration::from_hours(24),
        pause: Duration::from_secs(30),
        pause_without_keys: Duration::from_secs(1),
        time_limit: Duration::from_secs(3),
    };
}

/// The key set of one address. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Jwks {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    http: reqwest::Client,
    url: Url,
    pace: Pace,
    state: RwLock<State>,
    /// Held during a fetch.
    turn: Arc<Mutex<()>>,
}

#[derive(Debug, Default)]
struct State {
    keys: Vec<Arc<Key>>,
    fetched_at: Option<Instant>,
    asked_at: Option<Instant>,
}

impl State {
    /// When the keys were fetched, unless it is that long ago.
    fn fetched_within(&self, longest: Duration) -> Option<Instant> {
        self.fetched_at.filter(|at| at.elapsed() < longest)
    }
}

/// The result of a search among the fetched keys.
enum Lookup {
    Fresh(Vec<Arc<Key>>),
    Stale(Vec<Arc<Key>>),
    /// There are keys, but not this one.
    Unknown,
    /// There are none: not fetched yet, or not for too long, or the set is empty.
    NoKeys,
}

impl Jwks {
    pub(super) fn new(url: Url) -> Result<Self, HttpSetupError> {
        Self::with_pace(url, Pace::USUAL)
    }

    pub(super) fn with_pace(url: Url, pace: Pace) -> Result<Self, HttpSetupError> {
        let shared = Shared {
            http: outbound::client(&url, pace.time_limit, outbound::IDLE_TIME)?,
            url,
            pace,
            state: RwLock::default(),
            turn: Arc::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The keys that may have signed a token with this `kid`. Without a `kid`, the set's only key.
    pub(super) async fn keys_for(&self, kid: Option<&str>) -> Result<Vec<Arc<Key>>, ResolveError> {
        let shared = &self.shared;
        match shared.lookup(kid) {
            Lookup::Fresh(keys) => return Ok(keys),
            // One request refreshes the keys; the others continue with the old ones.
            Lookup::Stale(keys) => match Arc::clone(&shared.turn).try_lock_owned() {
                Ok(turn) => self.refresh(turn).await,
                Err(_) => return Ok(keys),
            },
            Lookup::Unknown | Lookup::NoKeys => {
                let turn = Arc::clone(&shared.turn).lock_owned().await;
                // Another request may have fetched it in the meantime.
                if let Lookup::Fresh(keys) = shared.lookup(kid) {
                    return Ok(keys);
                }
                self.refresh(turn).await;
            }
        }
        match shared.lookup(kid) {
            Lookup::Fresh(keys) | Lookup::Stale(keys) => Ok(keys),
            Lookup::Unknown => Ok(Vec::new()),
            Lookup::NoKeys => Err(ResolveError::Unavailable),
        }
    }

    /// Fetches the keys, unless the last fetch was a moment ago.
    async fn refresh(&self, turn: OwnedMutexGuard<()>) {
        if !self.shared.is_due() {
            return;
        }
        let shared = Arc::clone(&self.shared);
        // In a task, so that a client that disconnects does not waste the request.
        let asking = tokio::spawn(async move {
            let _turn = turn;
            shared.fetch().await;
        });
        if asking.await.is_err() {
            tracing::error!("fetching the key set was interrupted");
        }
    }
}

impl Shared {
    fn lookup(&self, kid: Option<&str>) -> Lookup {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let Some(fetched_at) = state.fetched_within(self.pace.longest) else {
            return Lookup::NoKeys;
        };
        let fitting: Vec<_> = match (kid, state.keys.as_slice()) {
            (Some(kid), keys) => {
                let named = keys.iter().filter(|key| key.id() == Some(kid));
                named.cloned().collect()
            }
            (None, [only]) => vec![Arc::clone(only)],
            (None, _) => Vec::new(),
        };
        match fetched_at.elapsed() < self.pace.fresh {
            _ if fitting.is_empty() => Lookup::Unknown,
            true => Lookup::Fresh(fitting),
            false => Lookup::Stale(fitting),
        }
    }

    fn is_due(&self) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let pause = match state.fetched_within(self.pace.longest) {
            Some(_) => self.pace.pause,
            None => self.pace.pause_without_keys,
        };
        state.asked_at.is_none_or(|at| at.elapsed() >= pause)
    }

    async fn fetch(&self) {
        let asked_at = Instant::now();
        self.change(|state| state.asked_at = Some(asked_at));
        match self.keys().await {
            Ok(keys) => self.change(|state| {
                // An issuer that has withdrawn all keys, or has not published the first one, is asked again soon.
                state.fetched_at = (!keys.is_empty()).then_some(asked_at);
                state.keys = keys;
            }),
            // The address is part of the configuration, and contains no password.
            Err(reason) => {
                tracing::warn!(url = %self.url, reason, "the key set cannot be fetched");
                // Counted from here, so that requests that waited for this failure do not each wait for another one.
                self.change(|state| state.asked_at = Some(Instant::now()));
                self.drop_outdated();
            }
        }
    }

    fn drop_outdated(&self) {
        self.change(|state| {
            if state.fetched_at.is_some() && state.fetched_within(self.pace.longest).is_none() {
                state.keys.clear();
                state.fetched_at = None;
                tracing::error!(
                    url = %self.url,
                    hours = self.pace.longest.as_secs() / 3600,
                    "the key set could not be fetched for too long: its keys are dropped, and nobody can sign in with them"
                );
            }
        });
    }

    async fn keys(&self) -> Result<Vec<Arc<Key>>, &'static str> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let asked = self.http.get(self.url.clone()).send().await;
        let response = asked.map_err(|_| "no answer")?;
        if response.status() != reqwest::StatusCode::OK {
            return Err("another status than 200");
        }
        let body = outbound::short_body(response, LONGEST_ANSWER).await;
        let body = body.ok_or("the response is too long or incomplete")?;
        let set: Set = serde_json::from_slice(&body).map_err(|_| "not a key set")?;
        // A key of an unknown kind does not affect the others.
        let keys = set.keys.into_iter().take(MOST_KEYS);
        let keys = keys.filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        let keys: Vec<_> = keys
            .filter_map(|jwk| Key::from_jwk(&jwk))
            .map(Arc::new)
            .collect();
        if keys.is_empty() {
            // The issuer may have withdrawn all keys, so the old ones must not stay.
            tracing::warn!(url = %self.url, "the key set has no usable key: nobody can sign in with it");
        }
        Ok(keys)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }
}
