//! Responses of the token source: which ones contain a connect token, how long it lives, and that it is never shown.
//!
//! An input is a JSON payload or any other text. Each is tried as the payload, as a bare token, as `connectToken`, and
//! (if it is an object) as the claims of a well-formed token.

use std::time::Duration;

use chakra_connect::flow::error::Code;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use serde_json::{Value, json};

use crate::support::jwt;

const RECEIVED: Millis = Millis(5_000);

/// No known clock, one at its start, one within the life of the tokens in the corpus, and an absurd one.
const SERVER_TIMES: [Option<u64>; 4] = [None, Some(0), Some(1_771_408_000), Some(u64::MAX)];

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let json = serde_json::from_str::<Value>(&text).ok();
    for server_time in SERVER_TIMES {
        let stated = json!({ "connectToken": text, "expiresInSeconds": 60 });
        for payload in [json!(text), json!({ "connectToken": text }), stated] {
            let _ = check_payload(&payload, server_time);
        }
        if let Some(json) = &json {
            let _ = check_payload(json, server_time);
            check_claims(json, server_time);
        }
    }
}

fn check_payload(payload: &Value, server_time: Option<u64>) -> Result<CachedToken, Code> {
    let read = CachedToken::from_payload(payload, RECEIVED, server_time);
    match &read {
        Ok(held) => check_held(held, payload),
        Err(code) => assert!(
            matches!(
                code,
                Code::TokenMissing
                    | Code::TokenNotAConnectToken
                    | Code::TokenExpired
                    | Code::TokenOfAnotherPlugin
            ),
            "{code:?}"
        ),
    }
    read
}

fn check_held(held: &CachedToken, payload: &Value) {
    let secret = held.token.secret();
    assert!(!secret.is_empty() && secret == secret.trim(), "{payload}");
    let source = payload
        .as_str()
        .or_else(|| payload["connectToken"].as_str());
    // Otherwise it is under the same name in another style.
    assert!(source.is_none_or(|source| source.trim() == secret));

    // Everything that is shown does not contain the token.
    let (life, plugin, sdk) = (held.life, &held.plugin_id, &held.sdk_url);
    assert_eq!(
        format!("{held:?}"),
        format!(
            "CachedToken {{ token: ConnectToken([redacted]), received: {RECEIVED:?}, life: {life:?}, \
             plugin_id: {plugin:?}, sdk_url: {sdk:?} }}"
        )
    );
    let [by_plugin, by_sdk] = [plugin, sdk].map(|text| text.clone().unwrap_or_default());
    if secret.len() > 40 && !by_plugin.contains(secret) && !by_sdk.contains(secret) {
        assert!(!format!("{held:#?}").contains(secret), "{payload}");
    }

    // Shorter ones would be renewed endlessly; longer ones are not believed.
    let lives = Duration::from_secs(10)..=Duration::from_hours(24);
    assert!(lives.contains(&held.life), "{payload}");
    assert!(held.expires_at() >= RECEIVED, "{payload}");
    let parts: Vec<_> = secret.split('.').collect();
    if parts.len() != 3 || parts.contains(&"") {
        // An API key looks like this: only a stated life makes it a token, and is then its life.
        if let Some(stated) = payload["expiresInSeconds"].as_f64() {
            let stated = Duration::try_from_secs_f64(stated.min(86_400.0)).ok();
            assert_eq!(stated, Some(held.life), "{payload}");
        }
        let said = payload.to_string().to_ascii_lowercase();
        assert!(said.contains("expires"), "{payload}");
    }
    if let Some(named) = payload["pluginId"].as_str().map(str::trim)
        && !named.is_empty()
    {
        assert_eq!(
            plugin.as_deref(),
            Some(named),
            "the backend's word goes first"
        );
    }
}

/// The same claims with and without the backend's statements beside the token.
fn check_claims(claims: &Value, server_time: Option<u64>) {
    let token = jwt::with_claims(claims);
    let read = check_payload(&json!({ "connectToken": token }), server_time);
    assert_eq!(
        check_payload(&json!(token), server_time),
        read,
        "bare, or in an object"
    );
    if !claims.is_object() {
        assert_eq!(read, Err(Code::TokenNotAConnectToken));
        return;
    }
    let claimed = claims.pointer("/data/pluginId").and_then(Value::as_str);
    let claimed = claimed
        .map(str::trim)
        .filter(|id| !id.is_empty() && id.len() < 500);
    let other = json!({ "connectToken": token, "pluginId": "the plugin of another tenant" });
    if claimed.is_some_and(|id| id != "the plugin of another tenant") && read.is_ok() {
        assert_eq!(
            check_payload(&other, server_time),
            Err(Code::TokenOfAnotherPlugin)
        );
    }
    let Ok(held) = read else { return };
    if claimed.is_some() {
        assert_eq!(held.plugin_id.as_deref(), claimed);
    }
    if let (Some(expires), Some(issued)) = (claims["exp"].as_f64(), claims["iat"].as_f64()) {
        // The last digits of a long fraction may change when it is written again.
        let span = expires - issued + (expires.abs() + issued.abs()) * 1e-15 + 1e-6;
        assert!(held.life.as_secs_f64() <= span, "{claims}");
        // A stated life does not extend that of the token.
        let stated = json!({ "connectToken": token, "expiresInSeconds": 1e9 });
        assert_eq!(check_payload(&stated, server_time), Ok(held));
    }
}
