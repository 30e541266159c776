//! The team's limit.

use chakra_sandbox::{SettingsChange, TeamLimit};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Partner, answer};

const NUMBERS: &str = "/v1/ext/whatsapp-phone-number";
const ACCOUNTS: &str = "/v1/ext/whatsapp-business-account";

async fn configure(partner: &Partner, change: &Value) -> (StatusCode, Value) {
    let request = partner.keyless(Method::POST, "/_sandbox/settings");
    answer(request.json(change)).await
}

#[tokio::test]
async fn all_endpoints_of_the_api_share_the_teams_limit() {
    let partner = Partner::start().await;
    let limit = TeamLimit {
        requests: 2,
        per_seconds: 3600,
    };
    let change = SettingsChange {
        team_limit: Some(Some(limit)),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(change).unwrap();
    // Requests without the key do not count against the team's limit, and neither do browsers'.
    let keyless = answer(partner.keyless(Method::GET, NUMBERS)).await;
    assert_eq!(keyless.0, StatusCode::UNAUTHORIZED);
    assert_eq!(partner.embed_page("sdk.js").await.status(), 200);

    assert_eq!(partner.get(NUMBERS).await.0, StatusCode::OK);
    assert_eq!(partner.get(ACCOUNTS).await.0, StatusCode::OK);
    for path in [NUMBERS, "/plugin/unheard-of"] {
        let response = partner.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        let wait = response.headers()["retry-after"].to_str().unwrap();
        let seconds: u64 = wait.parse().unwrap();
        assert!((3500..=3600).contains(&seconds), "{seconds}");
    }

    let (_, settings) = configure(&partner, &json!({"latencyMs": {}})).await;
    let told = json!({"requests": 2, "perSeconds": 3600});
    assert_eq!(settings["teamLimit"], told, "what is absent stays");
    let (_, settings) = configure(&partner, &json!({"teamLimit": null})).await;
    assert_eq!(settings["teamLimit"], Value::Null);
    assert_eq!(partner.get(NUMBERS).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_limit_without_a_duration_is_rejected() {
    let partner = Partner::start().await;
    for limit in [
        json!({"requests": 1, "perSeconds": 0}),
        json!({"requests": 1}),
        json!({"requests": -1, "perSeconds": 1}),
        json!(5),
    ] {
        let (status, body) = configure(&partner, &json!({"teamLimit": limit})).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{limit}");
        assert!(body["_errors"][0].is_string(), "{body}");
    }
    assert_eq!(partner.get(NUMBERS).await.0, StatusCode::OK);
}
