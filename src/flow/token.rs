//! The connect token: its form, its lifetime, and a type that never prints it.

mod keeper;

use core::fmt;
use core::time::Duration;

use serde_json::Value;

use super::address;
use super::error::Code;
use super::json::{as_text, get, number};
use super::time::Millis;
use super::timestamp::Timestamp;

pub(super) use self::keeper::{Idleness, KeeperDue, Setback, TokenKeeper};

/// Default life of a connect token: one hour.
///
/// Source: Chakra, "Create Connect Token": "these tokens are only valid for an hour".
pub const USUAL_LIFE: Duration = Duration::from_hours(1);

/// A token with a shorter life is useless, and would be renewed endlessly.
const SHORTEST_LIFE: Duration = Duration::from_secs(10);

/// The longest life that is believed: other stacks say "never" with their largest number.
pub const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// A connect token. Its `Debug` form does not show it; reading it takes [`ConnectToken::secret`].
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectToken(String);

impl ConnectToken {
    /// The token itself, for the vendor SDK and nothing else.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ConnectToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectToken([redacted])")
    }
}

/// A token, with its time of arrival, its life, and its plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedToken {
    /// The token.
    pub token: ConnectToken,
    /// The time of its receipt.
    pub received: Millis,
    /// Its life from then.
    pub life: Duration,
    /// The plugin it is for, sent back so that the backend creates no second one.
    pub plugin_id: Option<String>,
    /// The vendor SDK's address, if the backend names one.
    pub sdk_url: Option<String>,
}

impl CachedToken {
    /// Reads the token source's payload.
    ///
    /// The life counts from `received`, never by the browser's wall clock, which may be wrong by hours: up to `exp`
    /// from the server's own time if that is known, else from the token's `iat`. A string without three dotted parts
    /// counts as a token only if the backend states its life: an API key sent by mistake looks just like it.
    ///
    /// # Errors
    /// [`Code::TokenMissing`], [`Code::TokenNotAConnectToken`], [`Code::TokenExpired`], [`Code::TokenOfAnotherPlugin`],
    /// [`Code::BackendMalformed`] for an `sdkUrl` that is not an `http` or `https` address.
    pub fn from_payload(
        payload: &Value,
        received: Millis,
        server_time: Option<u64>,
    ) -> Result<Self, Code> {
        let text = |name: &str| {
            let text = get(payload, name).and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let token = match payload {
            Value::String(token) => token.trim().to_owned(),
            _ => text("connectToken").ok_or(Code::TokenMissing)?,
        };
        let stated = stated_life(payload, server_time);
        let claims = claims(&token);
        if claims.is_none() && stated.is_none() {
            return Err(Code::TokenNotAConnectToken);
        }
        let life = match claims
            .as_ref()
            .and_then(|claims| life_in(claims, server_time))
            .or(stated)
        {
            // NaN becomes the shorter of the two.
            Some(seconds) => Duration::try_from_secs_f64(seconds.min(LONGEST_LIFE.as_secs_f64()))
                .ok()
                .filter(|life| *life >= SHORTEST_LIFE)
                .ok_or(Code::TokenExpired)?,
            None => USUAL_LIFE,
        };
        let claimed = claims.as_ref().and_then(|claims| get(claims, "data"));
        let [stated, claimed] =
            [Some(payload), claimed].map(|holder| as_text(get(holder?, "pluginId")?));
        if matches!((&stated, &claimed), (Some(stated), Some(claimed)) if stated != claimed) {
            return Err(Code::TokenOfAnotherPlugin);
        }
        // It becomes a script of the page: it must come over the network, where the page's policy applies.
        let sdk_url = text("sdkUrl");
        if sdk_url
            .as_deref()
            .is_some_and(|url| !address::is_usable(url))
        {
            return Err(Code::BackendMalformed);
        }
        Ok(Self {
            plugin_id: stated.or(claimed),
            sdk_url,
            token: ConnectToken(token),
            received,
            life,
        })
    }

    /// The time when it can no longer be used.
    #[must_use]
    pub fn expires_at(&self) -> Millis {
        self.received + self.life
    }
}

/// The life in seconds that the backend states beside the token: a number, or an instant of the server's clock.
fn stated_life(payload: &Value, server_time: Option<u64>) -> Option<f64> {
    let mut names = ["expiresInSeconds", "expiresIn"].iter();
    names
        .find_map(|name| number(get(payload, name)?))
        .or_else(|| {
            let until = Timestamp::read(get(payload, "expiresAt")?)?.seconds();
            let left = until.checked_sub(server_time?);
            #[allow(clippy::cast_precision_loss)]
            //  Seconds since 1970 are exact in an f64 for long enough.
            Some(left.unwrap_or_default() as f64)
        })
}

/// The life in seconds that the claims state. Chakra's `iat` is fractional.
fn life_in(claims: &Value, server_time: Option<u64>) -> Option<f64> {
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let (expires, issued) = (seconds("exp")?, seconds("iat"));
    #[allow(clippy::cast_precision_loss)]
    //  Seconds since 1970 are exact in an f64 for long enough.
    let now = server_time.map(|now| now as f64);
    // A server clock that is behind that of the token's issuer must not extend the life.
    let from = match (now, issued) {
        (Some(now), Some(issued)) => now.max(issued),
        (now, issued) => now.or(issued)?,
    };
    Some(expires - from)
}

/// The claims of a JWT, unverified: they are used only for its lifetime and plugin.
fn claims(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    if header.is_empty() || signature.is_empty() {
        return None;
    }
    // From text, like all other JSON: a second kind of input would link a second parser.
    let payload = String::from_utf8(base64url(payload)?).ok()?;
    let claims = serde_json::from_str::<Value>(&payload).ok()?;
    claims.is_object().then_some(claims)
}

/// Decodes unpadded base64url (RFC 4648 section 5). Written here, because the widget needs it once, and a crate's
/// tables and error texts would cost every visitor.
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut held) = (0_u32, 0_u32);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character.wrapping_sub(b'A'),
            b'a'..=b'z' => character.wrapping_sub(b'a' - 26),
            b'0'..=b'9' => character.wrapping_add(52 - b'0'),
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held = held.wrapping_add(6);
        if held >= 8 {
            held = held.wrapping_sub(8);
            bytes.push(u8::try_from((bits >> held) & 0xFF).ok()?);
        }
    }
    Some(bytes)
}
