//! A shared secret, stored as a digest: it cannot leak, and is compared in constant time.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The digest of a secret.
#[derive(Clone)]
pub(crate) struct SecretDigest([u8; 32]);

impl SecretDigest {
    pub(super) fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Whether the value is the secret. The duration reveals neither where they differ nor which one is longer.
    pub(super) fn matches(&self, value: &[u8]) -> bool {
        self.0.ct_eq(&Self::of(value).0).into()
    }
}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest")
    }
}
