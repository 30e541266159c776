//! Connect tokens in Chakra's format, for tests: never signed, always recognisable.

use serde_json::{Value, json};

/// Part of every token made here. Wherever it appears, a token has leaked.
pub const MARK: &str = "SECRETSIGNATURE";

/// A token of Chakra's documented format with a lifetime of `life` seconds. Its times are years ago: the widget must
/// not compare them with a clock.
pub fn living(life: f64) -> String {
    let issued = 1_771_407_877.301;
    with_claims(&json!({
        "iat": issued,
        "exp": issued + life,
        "data": { "teamId": "team-1", "pluginId": "plugin-1", "clientReferenceId": "c-1" },
        "randomString": "x",
    }))
}

/// A token with these claims.
pub fn with_claims(claims: &Value) -> String {
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    format!("{}.{}.{MARK}", part(&header), part(claims))
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for digit in 0..=chunk.len() {
            let index = (bits >> (18 - 6 * digit)) & 63;
            text.push(char::from(DIGITS[index as usize]));
        }
    }
    text
}
