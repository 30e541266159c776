//! What a token says of itself, read strictly: its header before any key is tried, and its claims afterwards.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// The kinds of tokens that stand for a session, in lower case (RFC 7519, 5.1 and RFC 9068, 2.1). Others are signed with
/// the same keys, and are no sign-in: of a logout, of a security event, or for another service.
const SESSIONS: [&str; 2] = ["jwt", "at+jwt"];

/// The fields of a header that matter here. A field that stands there twice is an error.
#[derive(Deserialize)]
pub(super) struct TokenHeader {
    typ: Option<String>,
    /// The name of the key. Unverified: only which keys to try comes from it.
    pub(super) kid: Option<String>,
    #[serde(default)]
    crit: Presence,
}

/// Whether a field is there, whatever it holds.
#[derive(Default)]
struct Presence(bool);

impl<'de> Deserialize<'de> for Presence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl TokenHeader {
    /// None if the text is no token.
    pub(super) fn read(token: &str) -> Option<Self> {
        let (header, _) = token.split_once('.')?;
        let header = URL_SAFE_NO_PAD.decode(header).ok()?;
        serde_json::from_slice(&header).ok()
    }

    /// Whether it may be the token of a session, which can be understood here.
    pub(super) fn is_of_session(&self) -> bool {
        let typ = self.typ.as_deref().map(str::to_ascii_lowercase);
        let is_session = typ.is_none_or(|typ| {
            let kind = typ.strip_prefix("application/").unwrap_or(&typ);
            SESSIONS.contains(&kind)
        });
        // RFC 7515, 4.1.11: more must be understood than is understood here.
        is_session && !self.crit.0
    }
}

/// The claims of a token. A claim that stands there twice is an error: others may have read the first.
pub(super) struct TokenClaims(pub(super) Map<String, Value>);

impl TokenClaims {
    /// Whether the issuer is one text: a list would be of several issuers, of which one fits (RFC 7519, 4.1.1).
    pub(super) fn have_one_issuer(&self) -> bool {
        self.0.get("iss").is_some_and(Value::is_string)
    }
}

impl<'de> Deserialize<'de> for TokenClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = TokenClaims;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<TokenClaims, A::Error> {
                let mut claims = Map::new();
                while let Some((name, value)) = fields.next_entry::<String, Value>()? {
                    if claims.insert(name, value).is_some() {
                        return Err(A::Error::custom("a claim is there twice"));
                    }
                }
                Ok(TokenClaims(claims))
            }
        }

        deserializer.deserialize_map(Once)
    }
}
