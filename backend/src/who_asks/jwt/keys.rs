//! The keys that verify tokens: fixed keys, keys from an address, or both.

use url::Url;

use super::config::JwtConfigError;
use super::key::Key;
use crate::outbound;

/// Keys that verify tokens. With more than one, you can rotate them without an interruption.
#[derive(Clone, Debug, Default)]
pub struct JwtKeys {
    pub(super) fixed: Vec<Key>,
    pub(super) jwks: Option<Url>,
}

impl JwtKeys {
    /// No keys yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Accepts HS256 with this secret of at least 32 bytes.
    pub fn with_secret(mut self, secret: &[u8]) -> Result<Self, JwtConfigError> {
        self.fixed.push(Key::secret(secret)?);
        Ok(self)
    }

    /// Accepts tokens that this public key in PEM verifies: RS256 for RSA from 2048 bits, ES256 for P-256, `EdDSA` for
    /// Ed25519.
    pub fn with_pem(mut self, pem: &[u8]) -> Result<Self, JwtConfigError> {
        self.fixed.push(Key::pem(pem)?);
        Ok(self)
    }

    /// Accepts tokens that a key from this address (JWKS) verifies. The keys are fetched every ten minutes, and when a
    /// token names an unknown key, at most every 30 s. Fetched keys stay in use if the address is down.
    pub fn with_jwks(mut self, address: &str) -> Result<Self, JwtConfigError> {
        if self.jwks.is_some() {
            return Err(JwtConfigError::TwoKeySets);
        }
        let address = outbound::secure_address(address).map_err(JwtConfigError::KeySetAddress)?;
        self.jwks = Some(address);
        Ok(self)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.jwks.is_none()
    }
}
