//! `X-Chakra-Signature-256`: the HMAC-SHA256 of the raw body, in hex.

use std::fmt;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use hmac::{Hmac, Mac};
use sha2::Sha256;

const SIGNATURE: HeaderName = HeaderName::from_static("x-chakra-signature-256");
/// Not used by Chakra, but by Meta's own signatures.
const PREFIX: &str = "sha256=";

/// The secret of Chakra's webhook, from its dashboard under Admin > Team > Secrets. It does not print itself.
#[derive(Clone)]
pub struct WebhookSecret(Hmac<Sha256>);

/// Why a text cannot be a webhook secret. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookSecretError {
    /// It is so short that it could be guessed.
    #[error("the secret of Chakra's webhook has less than 8 characters; copy it again")]
    TooShort,
}

impl FromStr for WebhookSecret {
    type Err = WebhookSecretError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Files end with a line break.
        let text = text.trim();
        if text.len() < 8 {
            return Err(WebhookSecretError::TooShort);
        }
        let keyed = Hmac::new_from_slice(text.as_bytes());
        keyed.map(Self).map_err(|_| WebhookSecretError::TooShort)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(redacted)")
    }
}

/// The only signature of a request. A request without one is rejected before its body is read, so that strangers cannot
/// fill the memory.
pub(super) struct GivenSignature(Vec<u8>);

impl GivenSignature {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let mut given = headers.get_all(SIGNATURE).iter();
        let (Some(signature), None) = (given.next(), given.next()) else {
            return None;
        };
        signature.to_str().ok().and_then(bytes_of).map(Self)
    }

    /// Whether it signs this body with one of the secrets. The duration reveals nothing about them.
    pub(super) fn is_of(&self, body: &[u8], secrets: &[WebhookSecret]) -> bool {
        // Does not stop early: otherwise, the duration would reveal which secret matched.
        secrets.iter().fold(false, |found, secret| {
            let signed = secret.0.clone().chain_update(body);
            // In constant time.
            signed.verify_slice(&self.0).is_ok() | found
        })
    }
}

impl<S: Sync> FromRequestParts<S> for GivenSignature {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Self::read(&parts.headers).ok_or_else(|| {
            tracing::warn!("a webhook without a signature is refused");
            StatusCode::UNAUTHORIZED
        })
    }
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix(PREFIX).unwrap_or(text);
    if text.len() != 64 {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 4231's case 2 is too short here. This is the digest of case 6, which has a long key.
    const DIGEST: &str = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
    const BODY: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";

    fn secret() -> WebhookSecret {
        WebhookSecret(Hmac::new_from_slice(&[0xaa; 131]).unwrap())
    }

    fn is_good(signatures: &[&str], secrets: &[WebhookSecret]) -> bool {
        let mut headers = HeaderMap::new();
        for signature in signatures {
            headers.append(SIGNATURE, signature.parse().unwrap());
        }
        GivenSignature::read(&headers).is_some_and(|it| it.is_of(BODY, secrets))
    }

    #[test]
    fn a_signature_is_hex_of_the_whole_digest() {
        let other: WebhookSecret = "another secret".parse().unwrap();
        for secrets in [vec![secret()], vec![other.clone(), secret()]] {
            assert!(is_good(&[DIGEST], &secrets));
            assert!(is_good(&[&DIGEST.to_uppercase()], &secrets));
            assert!(is_good(&[&format!("sha256={DIGEST}")], &secrets));
            for bad in [
                "",
                "sha256=",
                &DIGEST[..62],
                &format!("{DIGEST}00"),
                &format!("sha1={DIGEST}"),
                &format!("sha512={DIGEST}{DIGEST}"),
                &format!("{DIGEST}{DIGEST}"),
                &format!("SHA256={DIGEST}"),
                &format!("sha256=sha256={DIGEST}"),
                &format!("v1,{DIGEST}"),
                &format!("{DIGEST},{DIGEST}"),
                &format!("sha256={DIGEST}, sha256={DIGEST}"),
                &format!("0x{}", &DIGEST[2..]),
                &"0".repeat(64),
                "none",
                &DIGEST.replacen('6', "7", 1),
                &DIGEST.replacen('6', "+", 1),
            ] {
                assert!(!is_good(&[bad], &secrets), "{bad}");
            }
            assert!(!is_good(&[], &secrets));
            assert!(!is_good(&[DIGEST, DIGEST], &secrets));
        }
        assert!(!is_good(&[DIGEST], &[other]));
        assert!(!is_good(&[DIGEST], &[]));
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_rejected() {
        assert!("  short ".parse::<WebhookSecret>().is_err());
        let secret: WebhookSecret = "long enough\n".parse().unwrap();
        assert_eq!(format!("{secret:?}"), "WebhookSecret(redacted)");
    }
}
