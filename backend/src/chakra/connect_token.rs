//! The connect token: a JWT of one hour, created by Chakra for its browser SDK.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::records::record_id;

/// A connect token as Chakra gave it. Its debug output is redacted: it is a secret of its customer.
#[derive(Clone)]
pub struct ConnectToken {
    text: String,
    plugin_id: Option<String>,
    expires_in_seconds: Option<u64>,
}

impl ConnectToken {
    /// Accepts a text in the format of a JWT and rejects anything else: the API key, which has no dots, must not reach
    /// a browser by mistake. The signature is not checked, because the token comes from Chakra over TLS and only Chakra
    /// uses it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let [_, payload, _] = parts.as_slice() else {
            return None;
        };
        let is_base64url = |part: &&str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if !parts.iter().all(is_base64url) {
            return None;
        }
        let claims = URL_SAFE_NO_PAD
            .decode(payload)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
            .unwrap_or_default();
        Some(Self {
            plugin_id: plugin_id(&claims),
            expires_in_seconds: lifetime(&claims),
            text: text.to_owned(),
        })
    }

    /// The token itself, for the response to the widget.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `data.pluginId` of the payload (documented example).
    #[must_use]
    pub fn plugin_id(&self) -> Option<&str> {
        self.plugin_id.as_deref()
    }

    /// `exp - iat`, rounded down. Both are required, so that no clock of ours is involved.
    #[must_use]
    pub fn expires_in_seconds(&self) -> Option<u64> {
        self.expires_in_seconds
    }
}

impl fmt::Debug for ConnectToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectToken(redacted)")
    }
}

fn plugin_id(claims: &Value) -> Option<String> {
    record_id(claims.get("data")?.get("pluginId")?.as_str()?)
}

/// `iat` is fractional in Chakra's tokens, hence floating point.
fn lifetime(claims: &Value) -> Option<u64> {
    let seconds = claims.get("exp")?.as_f64()? - claims.get("iat")?.as_f64()?;
    std::time::Duration::try_from_secs_f64(seconds)
        .ok()
        .map(|lifetime| lifetime.as_secs())
        .filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn token(payload: &Value) -> String {
        format!("eyJh.{}.c2ln", URL_SAFE_NO_PAD.encode(payload.to_string()))
    }

    #[test]
    fn the_documented_example_is_read() {
        let text = token(&json!({
            "iat": 1_771_407_877.301, "exp": 1_771_411_477,
            "data": {"teamId": "t", "pluginId": "p-1", "clientReferenceId": "c"},
            "randomString": "x",
        }));
        let token = ConnectToken::read(&text).unwrap();
        assert_eq!(token.text(), text);
        assert_eq!(token.plugin_id(), Some("p-1"));
        assert_eq!(token.expires_in_seconds(), Some(3599));
        assert_eq!(format!("{token:?}"), "ConnectToken(redacted)");
    }

    #[test]
    fn a_text_that_is_not_a_jwt_is_rejected() {
        for text in [
            "",
            "abcdefAPIKEY0123",
            "a.b",
            "a.b.c.d",
            "a..c",
            "a.b.c d",
            "<a>.b.c",
        ] {
            assert!(ConnectToken::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_payload_without_the_claims_is_still_a_token() {
        for text in [
            "aa.bb.cc".to_owned(),
            token(&json!({"data": {"pluginId": ""}, "exp": 5, "iat": 9})),
            token(&json!({"data": {"pluginId": 3}, "exp": 5})),
            // No store, log or address accepts these.
            token(&json!({"data": {"pluginId": "a\u{0}b"}, "exp": 1e308, "iat": 0})),
            token(&json!({"data": {"pluginId": "a\nb"}, "exp": 1e308, "iat": -1e308})),
            token(&json!({"data": {"pluginId": "p".repeat(201)}})),
        ] {
            let token = ConnectToken::read(&text).unwrap();
            assert_eq!(token.plugin_id(), None, "{text}");
            assert_eq!(token.expires_in_seconds(), None, "{text}");
        }
    }
}
