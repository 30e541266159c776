//! A key and its only algorithm.

use ed25519_dalek::VerifyingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};

use super::config::JwtConfigError;

/// RFC 7518, 3.2: at least as long as the digest.
const SHORTEST_SECRET: usize = 32;
/// RFC 7518, 3.3: 2048 bits.
const SHORTEST_MODULUS: usize = 256;
/// A point of P-256: a prefix byte and two coordinates.
const P256_POINT: usize = 65;

/// The supported algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyAlgorithm {
    Hs256,
    Rs256,
    Es256,
    EdDsa,
}

impl KeyAlgorithm {
    pub(super) const ALL: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];
}

impl From<KeyAlgorithm> for Algorithm {
    fn from(algorithm: KeyAlgorithm) -> Self {
        match algorithm {
            KeyAlgorithm::Hs256 => Self::HS256,
            KeyAlgorithm::Rs256 => Self::RS256,
            KeyAlgorithm::Es256 => Self::ES256,
            KeyAlgorithm::EdDsa => Self::EdDSA,
        }
    }
}

/// A key that verifies tokens.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// Its name in a key set.
    id: Option<String>,
    algorithm: KeyAlgorithm,
    decoding: DecodingKey,
}

impl Key {
    pub(super) fn secret(secret: &[u8]) -> Result<Self, JwtConfigError> {
        let text = secret.trim_ascii_start();
        if text.starts_with(b"-----BEGIN") {
            // Anybody with the public key could sign tokens.
            return Err(JwtConfigError::SecretIsPem);
        }
        if secret.len() < SHORTEST_SECRET {
            return Err(JwtConfigError::ShortSecret);
        }
        Ok(Self {
            id: None,
            algorithm: KeyAlgorithm::Hs256,
            decoding: DecodingKey::from_secret(secret),
        })
    }

    pub(super) fn pem(pem: &[u8]) -> Result<Self, JwtConfigError> {
        let text = str::from_utf8(pem).map_err(|_| JwtConfigError::NotAPublicKey)?;
        let is_public = text.contains("-----BEGIN PUBLIC KEY-----")
            || text.contains("-----BEGIN RSA PUBLIC KEY-----");
        if text.contains("PRIVATE KEY") || !is_public {
            return Err(JwtConfigError::NotAPublicKey);
        }
        // A PEM key states its type, so at most one of these accepts it.
        let (algorithm, decoding) = if let Ok(key) = DecodingKey::from_rsa_pem(pem) {
            (KeyAlgorithm::Rs256, key)
        } else if let Ok(key) = DecodingKey::from_ec_pem(pem) {
            (KeyAlgorithm::Es256, key)
        } else if let Ok(key) = DecodingKey::from_ed_pem(pem) {
            (KeyAlgorithm::EdDsa, key)
        } else {
            return Err(JwtConfigError::NotAPublicKey);
        };
        let key = Self {
            id: None,
            algorithm,
            decoding,
        };
        if key.is_strong() {
            Ok(key)
        } else {
            Err(JwtConfigError::WeakKey)
        }
    }

    /// A key from a key set; none if it has another purpose.
    pub(super) fn from_jwk(jwk: &Jwk) -> Option<Self> {
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => KeyAlgorithm::Rs256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                KeyAlgorithm::Es256
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                KeyAlgorithm::EdDsa
            }
            // A secret that anybody can fetch is not secret.
            _ => return None,
        };
        let named = jwk.common.key_algorithm;
        let is_for_it = match named {
            Some(named) => named.to_string().parse::<Algorithm>().ok()? == algorithm.into(),
            None => true,
        };
        let is_for_signatures = match &jwk.common.public_key_use {
            Some(usage) => *usage == PublicKeyUse::Signature,
            None => true,
        };
        let may_verify = match &jwk.common.key_operations {
            Some(operations) => operations.contains(&KeyOperations::Verify),
            None => true,
        };
        let key = Self {
            id: jwk.common.key_id.clone(),
            algorithm,
            decoding: DecodingKey::from_jwk(jwk).ok()?,
        };
        (is_for_it && is_for_signatures && may_verify && key.is_strong()).then_some(key)
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    pub(super) fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    pub(super) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }

    fn is_strong(&self) -> bool {
        match (self.decoding.kind(), self.algorithm) {
            (DecodingKeyKind::RsaModulusExponent { n, .. }, KeyAlgorithm::Rs256) => {
                n.iter().skip_while(|byte| **byte == 0).count() >= SHORTEST_MODULUS
            }
            // Most of it is the modulus: 270 bytes for 2048 bits, 140 for 1024.
            (DecodingKeyKind::SecretOrDer(der), KeyAlgorithm::Rs256) => {
                der.len() > SHORTEST_MODULUS
            }
            (DecodingKeyKind::SecretOrDer(point), KeyAlgorithm::Es256) => point.len() == P256_POINT,
            // With a point of small order, a signature is valid for many texts, and anybody can create one.
            (DecodingKeyKind::SecretOrDer(point), KeyAlgorithm::EdDsa) => {
                VerifyingKey::try_from(point.as_slice()).is_ok_and(|key| !key.is_weak())
            }
            (DecodingKeyKind::SecretOrDer(secret), KeyAlgorithm::Hs256) => {
                secret.len() >= SHORTEST_SECRET
            }
            (DecodingKeyKind::RsaModulusExponent { .. }, _) => false,
        }
    }
}
