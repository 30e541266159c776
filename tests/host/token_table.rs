//! Texts that are connect tokens, their lifetimes, and texts that are rejected.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use serde_json::{Value, json};

use crate::support::jwt;

/// The longest accepted lifetime, in milliseconds.
const DAY: u128 = 86_400_000;

fn read(payload: &Value) -> Result<CachedToken, Code> {
    CachedToken::from_payload(payload, Millis(5_000), None)
}

fn life(payload: &Value) -> Result<u128, Code> {
    read(payload).map(|held| held.life.as_millis())
}

#[test]
fn lives() {
    let with = |claims: Value| json!({ "connectToken": jwt::with_claims(&claims) });
    let cases = [
        (
            "a whole hour",
            with(json!({ "iat": 1000, "exp": 4600 })),
            Ok(3_600_000),
        ),
        (
            "Chakra's example",
            with(json!({ "iat": 1_771_407_877.25, "exp": 1_771_411_477 })),
            Ok(3_599_750),
        ),
        ("no times", with(json!({})), Ok(3_600_000)),
        ("no iat", with(json!({ "exp": 4600 })), Ok(3_600_000)),
        (
            "no times, stated",
            json!({ "connectToken": jwt::with_claims(&json!({})), "expiresInSeconds": 120 }),
            Ok(120_000),
        ),
        (
            "both: the token's own",
            json!({ "connectToken": jwt::living(60.0), "expiresInSeconds": 3600 }),
            Ok(60_000),
        ),
        (
            "exp before iat",
            with(json!({ "iat": 10, "exp": 5 })),
            Err(Code::TokenExpired),
        ),
        (
            "no life at all",
            with(json!({ "iat": 10, "exp": 10 })),
            Err(Code::TokenExpired),
        ),
        (
            "opaque, stated",
            json!({ "connectToken": "abc", "expiresInSeconds": 90 }),
            Ok(90_000),
        ),
        (
            "opaque, stated fraction",
            json!({ "connectToken": "abc", "expiresInSeconds": 15.5 }),
            Ok(15_500),
        ),
        (
            "opaque, stated for ever",
            json!({ "connectToken": "abc", "expiresInSeconds": i64::MAX }),
            Ok(DAY),
        ),
        (
            "opaque, stated beyond all numbers",
            json!({ "connectToken": "abc", "expiresInSeconds": 1e300 }),
            Ok(DAY),
        ),
        (
            "claims for ever",
            with(json!({ "iat": 1000, "exp": u64::MAX })),
            Ok(DAY),
        ),
        (
            "exp before all time",
            with(json!({ "iat": 1000, "exp": i64::MIN })),
            Err(Code::TokenExpired),
        ),
        (
            "opaque, stated nothing",
            json!({ "connectToken": "abc", "expiresInSeconds": 0 }),
            Err(Code::TokenExpired),
        ),
        (
            "opaque, stated negative",
            json!({ "connectToken": "abc", "expiresInSeconds": -5 }),
            Err(Code::TokenExpired),
        ),
        (
            "opaque",
            json!({ "connectToken": "abc" }),
            Err(Code::TokenNotAConnectToken),
        ),
        (
            "an API key",
            json!({ "connectToken": "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0" }),
            Err(Code::TokenNotAConnectToken),
        ),
        (
            "three parts of nothing",
            json!({ "connectToken": "a.b.c" }),
            Err(Code::TokenNotAConnectToken),
        ),
        (
            "empty parts",
            json!({ "connectToken": ".." }),
            Err(Code::TokenNotAConnectToken),
        ),
        (
            "four parts",
            json!({ "connectToken": format!("{}.x", jwt::living(60.0)) }),
            Err(Code::TokenNotAConnectToken),
        ),
        (
            "claims that are a list",
            json!({ "connectToken": jwt::with_claims(&json!([1])) }),
            Err(Code::TokenNotAConnectToken),
        ),
        ("no token", json!({}), Err(Code::TokenMissing)),
        (
            "an empty token",
            json!({ "connectToken": "  " }),
            Err(Code::TokenMissing),
        ),
        (
            "a token that is no text",
            json!({ "connectToken": 5 }),
            Err(Code::TokenMissing),
        ),
        ("null", Value::Null, Err(Code::TokenMissing)),
        ("the bare text", json!(jwt::living(60.0)), Ok(60_000)),
    ];
    for (name, payload, wanted) in cases {
        assert_eq!(life(&payload), wanted, "{name}");
    }
}

#[test]
fn the_lifetime_counts_from_receipt() {
    // Its own times are years ago, but the token is valid.
    let held = read(&json!({ "connectToken": jwt::living(60.0) })).unwrap();
    assert_eq!(held.expires_at(), Millis(65_000));
}

#[test]
fn space_around_a_token_is_not_part_of_it() {
    let token = jwt::living(60.0);
    let held = read(&json!({ "connectToken": format!(" {token}\n") })).unwrap();
    assert_eq!(held.token.secret(), token);
}

#[test]
fn claims_with_any_characters_are_read() {
    // These names produce the two characters in which base64url differs from base64.
    for name in ["???", "~~~", "¿¿ÿÿ", "नमस्ते"] {
        let token = jwt::with_claims(&json!({ "data": { "pluginId": name } }));
        let held = read(&json!(token)).unwrap();
        assert_eq!(held.plugin_id.as_deref(), Some(name));
    }
}

#[test]
fn the_plugin() {
    let token = jwt::living(60.0);
    let plugin = |payload: &Value| read(payload).unwrap().plugin_id;
    assert_eq!(
        plugin(&json!({ "connectToken": token })).as_deref(),
        Some("plugin-1")
    );
    assert_eq!(
        read(&json!({ "connectToken": token, "pluginId": "p" })),
        Err(Code::TokenOfAnotherPlugin)
    );
    assert_eq!(
        plugin(&json!({ "connectToken": token, "pluginId": "" })).as_deref(),
        Some("plugin-1")
    );
    assert_eq!(
        plugin(&json!({ "connectToken": "abc", "expiresInSeconds": 90 })),
        None
    );
}
