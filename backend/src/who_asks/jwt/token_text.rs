//! Strict parsing of a token: its header before any key is tried, and its claims afterwards.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// The types of session tokens, in lower case (RFC 7519, 5.1 and RFC 9068, 2.1). Other types are signed with the same
/// keys but prove no sign-in: logout tokens, security events, or tokens for another service.
const SESSIONS: [&str; 2] = ["jwt", "at+jwt"];

/// The relevant fields of a header. A duplicate field is an error.
#[derive(Deserialize)]
pub(super) struct TokenHeader {
    typ: Option<String>,
    /// The name of the key. It is not verified, and only decides which keys are tried.
    pub(super) kid: Option<String>,
    #[serde(default)]
    crit: Presence,
}

/// Whether a field is present, with any value.
#[derive(Default)]
struct Presence(bool);

impl<'de> Deserialize<'de> for Presence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl TokenHeader {
    /// None if the text is not a token.
    pub(super) fn read(token: &str) -> Option<Self> {
        let (header, _) = token.split_once('.')?;
        let header = URL_SAFE_NO_PAD.decode(header).ok()?;
        serde_json::from_slice(&header).ok()
    }

    /// Whether it may be a session token, and requires no unknown extension.
    pub(super) fn is_of_session(&self) -> bool {
        let typ = self.typ.as_deref().map(str::to_ascii_lowercase);
        let is_session = typ.is_none_or(|typ| {
            let kind = typ.strip_prefix("application/").unwrap_or(&typ);
            SESSIONS.contains(&kind)
        });
        // RFC 7515, 4.1.11: it requires extensions, and none is supported here.
        is_session && !self.crit.0
    }
}

/// The claims of a token. A duplicate claim is an error, because other parsers may use the first one.
pub(super) struct TokenClaims(pub(super) Map<String, Value>);

impl TokenClaims {
    /// Whether the issuer is a single text: a list would match if any of its entries did (RFC 7519, 4.1.1).
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
