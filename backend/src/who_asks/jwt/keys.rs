//! The keys that tokens may be signed with: fixed ones, those of an address, or both.

use url::Url;

use super::config::JwtConfigError;
use super::key::Key;
use crate::outbound;

/// Keys for verifying tokens. More than one lets you replace a key without a pause.
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

    /// Takes HS256 by this secret of at least 32 bytes.
    pub fn with_secret(mut self, secret: &[u8]) -> Result<Self, JwtConfigError> {
        self.fixed.push(Key::secret(secret)?);
        Ok(self)
    }

    /// Takes tokens signed for this public key in PEM: RS256 for RSA from 2048 bits, ES256 for P-256, `EdDSA` for
    /// Ed25519.
    pub fn with_pem(mut self, pem: &[u8]) -> Result<Self, JwtConfigError> {
        self.fixed.push(Key::pem(pem)?);
        Ok(self)
    }

    /// Takes tokens signed for the keys of this address (JWKS), which is asked every ten minutes, and when a token
    /// names a key that is not known, at most every 30 s. Keys once fetched stay if the address is down.
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
