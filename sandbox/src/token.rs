//! Connect tokens in the format of the documented example (chakra-protocol 1.4): created and checked.

use std::fmt;
use std::time::{Duration, SystemTime};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::plugin::Plugin;

/// Creates and checks tokens with its own secret, so that tokens of another stand-in are foreign.
pub(crate) struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    /// Fractional, which most decoders do not expect.
    iat: f64,
    data: TokenData,
    random_string: Uuid,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the names on the wire")]
struct TokenData {
    team_id: String,
    plugin_id: String,
    /// GUESS: null if the plugin was created without one.
    client_reference_id: Option<String>,
}

/// Why a token was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenError {
    Expired,
    Foreign,
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Expired => "The connect token has expired. Ask your backend for a new one",
            Self::Foreign => "This is not a connect token of this stand-in",
        })
    }
}

/// A valid token.
pub(crate) struct Accepted {
    pub(crate) plugin_id: String,
    pub(crate) remaining: Duration,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        let secret = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        Self {
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
        }
    }

    /// Creates a token for a plugin, with a lifetime in seconds.
    pub(crate) fn mint(
        &self,
        team_id: &str,
        plugin: &Plugin,
        lifetime_seconds: i64,
        now: SystemTime,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let since_epoch = since_epoch(now);
        let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
        let claims = Claims {
            iat: (since_epoch.as_secs_f64() * 1000.0).round() / 1000.0,
            data: TokenData {
                team_id: team_id.to_owned(),
                plugin_id: plugin.id.clone(),
                client_reference_id: plugin.client.reference_id.clone(),
            },
            random_string: Uuid::new_v4(),
            exp: seconds.saturating_add(lifetime_seconds),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    /// Returns a token's plugin and remaining lifetime.
    pub(crate) fn check(&self, token: &str, now: SystemTime) -> Result<Accepted, TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The expiry is checked below: this library rounds it to seconds, and would accept a token for the rest of its
        // last second.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)
            .map_err(|_| TokenError::Foreign)?
            .claims;
        let expiry = Duration::from_secs(u64::try_from(claims.exp).unwrap_or(0));
        let remaining = expiry.saturating_sub(since_epoch(now));
        if remaining.is_zero() {
            return Err(TokenError::Expired);
        }
        Ok(Accepted {
            plugin_id: claims.data.plugin_id,
            remaining,
        })
    }
}

fn since_epoch(now: SystemTime) -> Duration {
    now.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}
