//! Asks the partner's app who is signed in, for sessions that only the app can read.

mod config;
mod session;

use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::OriginalUri;
use axum::http::header::{ACCEPT, AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use moka::future::Cache;
use reqwest::StatusCode;
use sha2::{Digest, Sha256};

use super::caller::Caller;
use super::resolver::{ResolveError, TenantResolver};
use crate::outbound::{self, HttpSetupError};

pub use config::{ForwardAuthConfig, ForwardAuthConfigError};

const FORWARDED_METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");

/// The headers that are passed to the app; no others are.
const CREDENTIALS: [HeaderName; 2] = [COOKIE, AUTHORIZATION];

/// Far longer than any response.
const LONGEST_ANSWER: usize = 16 * 1024;
/// Maximum number of cached sessions. Each takes a few hundred bytes.
const CACHED_SESSIONS: u64 = 10_000;

/// Asks an address of the partner's app, with the request's `Cookie` and `Authorization`.
///
/// The app responds with 200 and `{id, name?, email?, user?, may: ["view", "connect", "disconnect"]}` from its own
/// session, with 401 if nobody is signed in, or with 403 if the user has no rights here. Anything else, even a redirect
/// to a sign-in page, counts as unavailable. Successful responses are cached for a few seconds, during which a sign-out
/// or a revoked right has no effect.
#[derive(Clone, Debug)]
pub struct ForwardAuth {
    http: reqwest::Client,
    config: Arc<ForwardAuthConfig>,
    sessions: Cache<SessionKey, Caller>,
}

/// A digest of everything that the response may depend on, so that no cookie stays in memory.
type SessionKey = [u8; 32];

impl ForwardAuth {
    /// A resolver with these settings.
    pub fn new(config: ForwardAuthConfig) -> Result<Self, HttpSetupError> {
        Ok(Self {
            http: outbound::client(&config.url, config.time_limit, outbound::IDLE_TIME_OF_APP)?,
            sessions: Cache::builder()
                .max_capacity(CACHED_SESSIONS)
                .time_to_live(config.cache_time)
                .build(),
            config: Arc::new(config),
        })
    }

    async fn ask(&self, parts: &Parts, path: &str) -> Result<Caller, ResolveError> {
        let mut request = self
            .http
            .get(self.config.url.clone())
            .header(ACCEPT, "application/json")
            .header(FORWARDED_METHOD, parts.method.as_str())
            .header(FORWARDED_URI, path);
        for name in CREDENTIALS {
            for value in parts.headers.get_all(&name) {
                let mut value = value.clone();
                value.set_sensitive(true);
                request = request.header(&name, value);
            }
        }
        let response = request.send().await.map_err(|error| {
            let timed_out = error.is_timeout();
            tracing::warn!(timed_out, "the app that knows the sessions does not answer");
            ResolveError::Unavailable
        })?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(ResolveError::NotSignedIn),
            StatusCode::FORBIDDEN => return Err(ResolveError::Forbidden),
            status => {
                tracing::warn!(
                    status = status.as_u16(),
                    "the app that knows the sessions answers neither 200 nor 401 nor 403"
                );
                return Err(ResolveError::Unavailable);
            }
        }
        let body = outbound::short_body(response, LONGEST_ANSWER).await;
        body.and_then(|body| session::caller(&body)).ok_or_else(|| {
            tracing::warn!("the app that knows the sessions answers no usable {{id, may, …}}");
            ResolveError::Unavailable
        })
    }
}

#[async_trait]
impl TenantResolver for ForwardAuth {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        if !CREDENTIALS
            .iter()
            .any(|name| parts.headers.contains_key(name))
        {
            return Err(ResolveError::NotSignedIn);
        }
        // Under a nested router, `uri` has only the rest of the path.
        let uri = parts.extensions.get::<OriginalUri>();
        let path = uri.map_or(parts.uri.path(), |uri| uri.0.path());
        // The app may decide by the path, and a slash at the end makes no other call.
        let path = path.strip_suffix('/').unwrap_or(path);
        if self.config.cache_time.is_zero() {
            return self.ask(parts, path).await;
        }
        let key = session_key(&parts.headers, parts.method.as_str(), path);
        // Concurrent calls of a session share one request to the app; a rejection is not cached.
        let caller = self.sessions.try_get_with(key, self.ask(parts, path)).await;
        caller.map_err(|error| *error)
    }
}

/// Includes method and path, because the app may decide by them.
fn session_key(headers: &HeaderMap, method: &str, path: &str) -> SessionKey {
    let mut digest = Sha256::new();
    let mut add = |part: &[u8]| {
        // With its length, so that different requests never give the same input.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    };
    add(method.as_bytes());
    add(path.as_bytes());
    for name in CREDENTIALS {
        add(name.as_str().as_bytes());
        headers
            .get_all(&name)
            .iter()
            .for_each(|value| add(value.as_bytes()));
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests;
