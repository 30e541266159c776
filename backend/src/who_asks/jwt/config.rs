//! Settings of the token resolver.

use std::time::Duration;

use super::claims::{Claim, Claims};
use super::keys::JwtKeys;
use super::token_source::TokenSource;
use crate::outbound::AddressError;

const LEEWAY: Duration = Duration::from_secs(10);
const LONGEST_LEEWAY: Duration = Duration::from_secs(30);

/// The tokens to accept, and the meaning of their claims.
#[derive(Clone, Debug)]
pub struct JwtConfig {
    pub(super) issuer: String,
    pub(super) audiences: Vec<String>,
    pub(super) keys: JwtKeys,
    pub(super) claims: Claims,
    pub(super) source: TokenSource,
    pub(super) leeway: Duration,
}

/// Why the settings cannot be used. Contains no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwtConfigError {
    /// There is no issuer.
    #[error("name the issuer of the tokens, as in their claim iss")]
    NoIssuer,
    /// There is no audience.
    #[error("name the audience of the tokens, as in their claim aud")]
    NoAudience,
    /// There is no key.
    #[error("give a key that the tokens are signed with, or the address of a key set")]
    NoKeys,
    /// The secret could be guessed.
    #[error("a secret for HS256 needs at least 32 bytes")]
    ShortSecret,
    /// Public keys are not secret.
    #[error("a key in PEM is not a secret for HS256; give it as a public key")]
    SecretIsPem,
    /// The text is not a public key.
    #[error("it is not one public key in PEM (RSA, P-256 or Ed25519)")]
    NotAPublicKey,
    /// The key is too short, or on another curve.
    #[error("RSA keys need at least 2048 bits, and elliptic curves are P-256 and Ed25519")]
    WeakKey,
    /// The address of the key set is not usable.
    #[error("the address of the key set (JWKS): {0}")]
    KeySetAddress(AddressError),
    /// There is more than one address of a key set.
    #[error("give one address of a key set (JWKS)")]
    TwoKeySets,
    /// The text names no claim.
    #[error("{0:?} is not a claim; give its name, or a JSON pointer such as /company/id")]
    Claim(String),
    /// No browser sends a cookie with this name.
    #[error("{0:?} is not the name of a cookie")]
    CookieName(String),
    /// Tokens would be valid for too long.
    #[error("clocks may differ by 30 s at most")]
    Leeway,
}

impl JwtConfig {
    /// Accepts bearer tokens of this issuer (`iss`) for this audience (`aud`), signed with one of the keys, until they
    /// expire (`exp`). The claim `tenant` contains the tenant's id, and `sub` the user's. The caller has all rights.
    ///
    /// A claim is given by its name, or by a JSON pointer into nested claims, which begins with `/`.
    pub fn new(
        issuer: &str,
        audience: &str,
        tenant: &str,
        keys: JwtKeys,
    ) -> Result<Self, JwtConfigError> {
        if issuer.trim().is_empty() {
            return Err(JwtConfigError::NoIssuer);
        }
        if keys.is_empty() {
            return Err(JwtConfigError::NoKeys);
        }
        let config = Self {
            issuer: issuer.to_owned(),
            audiences: Vec::new(),
            keys,
            claims: Claims::new(Claim::new(tenant)?),
            source: TokenSource::Bearer,
            leeway: LEEWAY,
        };
        config.or_audience(audience)
    }

    /// Also accepts tokens for this audience.
    pub fn or_audience(mut self, audience: &str) -> Result<Self, JwtConfigError> {
        if audience.trim().is_empty() {
            return Err(JwtConfigError::NoAudience);
        }
        self.audiences.push(audience.to_owned());
        Ok(self)
    }

    /// Reads the token from this cookie instead of `Authorization`.
    pub fn with_cookie(mut self, name: &str) -> Result<Self, JwtConfigError> {
        // RFC 6265, 4.1.1: the name is an HTTP token.
        let is_plain =
            |byte: u8| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?={}".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_plain) {
            return Err(JwtConfigError::CookieName(name.to_owned()));
        }
        self.source = TokenSource::Cookie(name.to_owned());
        Ok(self)
    }

    /// Reads the tenant's name from this claim. If it is absent, the id is the name.
    pub fn with_name(mut self, claim: &str) -> Result<Self, JwtConfigError> {
        self.claims.name = Some(Claim::new(claim)?);
        Ok(self)
    }

    /// Reads the tenant's email address from this claim.
    pub fn with_email(mut self, claim: &str) -> Result<Self, JwtConfigError> {
        self.claims.email = Some(Claim::new(claim)?);
        Ok(self)
    }

    /// Reads the user's id from this claim; `sub` by default.
    pub fn with_user(mut self, claim: &str) -> Result<Self, JwtConfigError> {
        self.claims.user = Claim::new(claim)?;
        Ok(self)
    }

    /// Reads the rights from this claim: a list of words, or words separated by spaces. A token without the claim has
    /// no rights.
    pub fn with_rights(mut self, claim: &str) -> Result<Self, JwtConfigError> {
        self.claims.rights = Some(Claim::new(claim)?);
        Ok(self)
    }

    /// Sets how far the issuer's clock may differ: at most 30 s, 10 s by default.
    pub fn with_leeway(mut self, leeway: Duration) -> Result<Self, JwtConfigError> {
        if leeway > LONGEST_LEEWAY {
            return Err(JwtConfigError::Leeway);
        }
        self.leeway = leeway;
        Ok(self)
    }
}
