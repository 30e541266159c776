//! The secret that signs notifications, in the format of [Standard Webhooks](https://www.standardwebhooks.com).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";

/// A secret shared with the partner. It does not print itself.
#[derive(Clone)]
pub struct NotificationSecret(Hmac<Sha256>);

/// Why a text is not such a secret. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotificationSecretError {
    /// It is not in the format of Standard Webhooks.
    #[error("it is not whsec_ and base64; make one with: echo whsec_$(openssl rand -base64 32)")]
    Malformed,
    /// It is too short to be safe, or longer than other implementations accept.
    #[error("it has less than 24 or more than 64 bytes")]
    Length,
}

impl FromStr for NotificationSecret {
    type Err = NotificationSecretError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Files end with a line break.
        let encoded = text.trim().strip_prefix(PREFIX);
        let bytes = encoded
            .and_then(|encoded| BASE64_STANDARD.decode(encoded).ok())
            .ok_or(NotificationSecretError::Malformed)?;
        if !(24..=64).contains(&bytes.len()) {
            return Err(NotificationSecretError::Length);
        }
        let keyed = Hmac::new_from_slice(&bytes).map_err(|_| NotificationSecretError::Length)?;
        Ok(Self(keyed))
    }
}

impl NotificationSecret {
    /// The signature of a body, in the header's format. `timestamp` is in seconds since 1970.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let signed = self
            .0
            .clone()
            .chain_update(format!("{id}.{timestamp}.{body}"));
        let signature = BASE64_STANDARD.encode(signed.finalize().into_bytes());
        format!("v1,{signature}")
    }
}

impl fmt::Debug for NotificationSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotificationSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example with which the Standard Webhooks libraries are tested.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret: NotificationSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signature = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_text_that_is_not_a_secret_is_not_repeated() {
        let of = |length| format!("whsec_{}", BASE64_STANDARD.encode(vec![7; length]));
        for (text, error) in [
            ("hush", NotificationSecretError::Malformed),
            ("whsec_hush!", NotificationSecretError::Malformed),
            (
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                NotificationSecretError::Malformed,
            ),
            (&of(23), NotificationSecretError::Length),
            (&of(65), NotificationSecretError::Length),
        ] {
            let refused = text.parse::<NotificationSecret>().unwrap_err();
            assert_eq!(refused, error, "{text}");
            assert!(!refused.to_string().contains("hush"));
        }
        for length in [24, 64] {
            let secret: NotificationSecret = format!("{}\n", of(length)).parse().unwrap();
            assert_eq!(format!("{secret:?}"), "NotificationSecret(redacted)");
        }
    }
}
