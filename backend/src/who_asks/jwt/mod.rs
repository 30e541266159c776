//! Reads the caller from a JSON Web Token of the partner's identity provider or app.

mod claims;
mod config;
mod jwks;
mod key;
mod keys;
mod token_source;
mod token_text;

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::request::Parts;
use jsonwebtoken::crypto::rust_crypto;
use jsonwebtoken::{Validation, decode};
use serde_json::{Map, Value};

use super::caller::Caller;
use super::resolver::{ResolveError, TenantResolver};
use crate::outbound::HttpSetupError;
use jwks::Jwks;
use key::{Key, KeyAlgorithm};
use token_text::{TokenClaims, TokenHeader};

pub use config::{JwtConfig, JwtConfigError};
pub use keys::JwtKeys;

/// Far longer than any token. Longer ones are rejected unread.
const LONGEST_TOKEN: usize = 8 * 1024;

/// Accepts unexpired tokens for this issuer and audience that are signed with one of the configured keys.
///
/// The key decides the algorithm, never the token. Browsers also send a token in a cookie with requests from other
/// sites' pages; these are rejected for all resolvers, by `Sec-Fetch-Site` and `Origin`.
#[derive(Clone, Debug)]
pub struct JwtTenants {
    config: Arc<JwtConfig>,
    jwks: Option<Jwks>,
    /// One for each [`KeyAlgorithm`].
    validations: Arc<[Validation; 4]>,
}

impl JwtTenants {
    /// A resolver with these settings. Keys from an address are fetched with the first request.
    pub fn new(config: JwtConfig) -> Result<Self, HttpSetupError> {
        // Without this, jsonwebtoken panics in a program that enables both of its crypto features. A provider that the
        // program has already chosen stays.
        let _ = rust_crypto::DEFAULT_PROVIDER.install_default();
        let jwks = config.keys.jwks.clone().map(Jwks::new).transpose()?;
        let validation = |algorithm: KeyAlgorithm| {
            let mut validation = Validation::new(algorithm.into());
            validation.set_issuer(&[&config.issuer]);
            validation.set_audience(&config.audiences);
            validation.set_required_spec_claims(&["exp", "iss", "aud"]);
            validation.leeway = config.leeway.as_secs();
            validation.validate_nbf = true;
            validation
        };
        Ok(Self {
            jwks,
            validations: Arc::new(KeyAlgorithm::ALL.map(validation)),
            config: Arc::new(config),
        })
    }

    #[cfg(test)]
    fn with_jwks(mut self, jwks: Jwks) -> Self {
        self.jwks = Some(jwks);
        self
    }

    async fn caller(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        let token = self.config.source.token(&parts.headers);
        let token = token.filter(|token| token.len() <= LONGEST_TOKEN);
        let token = token.ok_or(ResolveError::NotSignedIn)?;
        let header = TokenHeader::read(token).ok_or_else(|| refused("not a token"))?;
        if !header.is_of_session() {
            return Err(refused("a token of another kind"));
        }
        for key in &self.config.keys.fixed {
            if let Some(claims) = self.verified(token, key) {
                return self.read(&claims);
            }
        }
        if let Some(jwks) = &self.jwks {
            for key in jwks.keys_for(header.kid.as_deref()).await? {
                if let Some(claims) = self.verified(token, &key) {
                    return self.read(&claims);
                }
            }
        }
        Err(refused("no key verifies its signature"))
    }

    /// The claims of a token, if this key verifies it, and it is valid now, for this issuer and audience.
    fn verified(&self, token: &str, key: &Key) -> Option<Map<String, Value>> {
        let [hs256, rs256, es256, eddsa] = &*self.validations;
        let validation = match key.algorithm() {
            KeyAlgorithm::Hs256 => hs256,
            KeyAlgorithm::Rs256 => rs256,
            KeyAlgorithm::Es256 => es256,
            KeyAlgorithm::EdDsa => eddsa,
        };
        let token = decode::<TokenClaims>(token, key.decoding(), validation).ok()?;
        token.claims.have_one_issuer().then_some(token.claims.0)
    }

    fn read(&self, claims: &Map<String, Value>) -> Result<Caller, ResolveError> {
        let caller = self.config.claims.caller(claims);
        caller.ok_or_else(|| refused("it names no tenant"))
    }
}

#[async_trait]
impl TenantResolver for JwtTenants {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        self.caller(parts).await
    }
}

/// The reason is logged for developers. It contains nothing from the token.
fn refused(reason: &'static str) -> ResolveError {
    tracing::debug!(reason, "a token was refused");
    ResolveError::NotSignedIn
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod jwks_attacks;
#[cfg(test)]
mod jwks_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
#[path = "../../../tests/authorization/tokens.rs"]
mod tokens;
