//! Concurrent requests, many requests in a row, and a Chakra that asks for fewer calls.

use std::time::Duration;

use axum::http::Method;
use chakra_sandbox::{Endpoint, Failure, Outcome};
use serde_json::json;

use crate::rig::{Answer, Rig};

/// Number of requests to Chakra for a plugin's record: one for each check.
fn checks(rig: &Rig) -> u64 {
    rig.sandbox.log().count(Endpoint::GetPlugin)
}

fn seconds_to_wait(answer: &Answer) -> u64 {
    let header = answer.headers["retry-after"].to_str().unwrap();
    header.parse().unwrap()
}

#[tokio::test]
async fn many_concurrent_requests_cause_one_check() {
    let rig = Rig::shipped().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.delay(Endpoint::GetPlugin, 1000);
    let requests = (0..50).map(|_| rig.request("acme", Method::GET, "status"));
    let answers: Vec<_> = requests
        .map(|request| tokio::spawn(crate::rig::send(request)))
        .collect();
    let mut checked_at = Vec::new();
    for answer in answers {
        let answer = answer.await.unwrap();
        assert_eq!(answer.json["state"], "connected", "{}", answer.text);
        checked_at.push(answer.json["checkedAt"].clone());
    }
    checked_at.dedup();
    assert_eq!(checked_at.len(), 1, "the status has one time");
    assert_eq!(checks(&rig), 1);
}

#[tokio::test]
async fn a_status_is_cached_for_a_moment() {
    let rig = Rig::shipped().await;
    // A tenant without a plugin has changed nothing, so its status is cached for two seconds.
    let first = rig.status("acme").await;
    let second = rig.status("acme").await;
    assert_eq!(first.json, second.json);
    let changes = async {
        while rig.status("acme").await.json == first.json {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let changes = tokio::time::timeout(Duration::from_secs(10), changes);
    changes.await.expect("the status is checked again");
}

#[tokio::test]
async fn the_customers_actions_are_visible_immediately() {
    let rig = Rig::shipped().await;
    rig.signed_up("acme", Outcome::SeveralNumbers).await;
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "choose_number");
    let number = json!({"phoneNumberId": status["numbers"][0]["phoneNumberId"]});
    let chosen = rig.post("acme", "connect-event", &number).await;
    assert_eq!(chosen.status, 202, "{}", chosen.text);
    assert_eq!(rig.state("acme").await, "connected");
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
}

#[tokio::test]
async fn a_hint_causes_a_new_check() {
    let rig = Rig::shipped().await;
    let plugin_id = rig.new_plugin("acme").await;
    assert_eq!(rig.state("acme").await, "not_connected");
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    let hint = json!({"attemptId": "1", "event": "FINISH", "data": {}});
    assert_eq!(rig.post("acme", "connect-event", &hint).await.status, 202);
    assert_eq!(rig.state("acme").await, "connected");
}

/// A check that began before the hint reports the earlier state, so it is neither shared nor cached.
#[tokio::test]
async fn a_check_from_before_a_hint_is_not_returned_after_it() {
    let rig = Rig::shipped().await;
    let plugin_id = rig.new_plugin("acme").await;
    rig.delay(Endpoint::GetPlugin, 60_000);
    let early = tokio::spawn(crate::rig::send(rig.request("acme", Method::GET, "status")));
    rig.has_asked(Endpoint::GetPlugin, 1).await;
    rig.delay(Endpoint::GetPlugin, 0);
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    let hint = json!({"attemptId": "1", "event": "FINISH", "data": {}});
    assert_eq!(rig.post("acme", "connect-event", &hint).await.status, 202);
    assert_eq!(rig.state("acme").await, "connected");
    assert!(!early.is_finished());
}

#[tokio::test]
async fn an_error_is_not_cached() {
    let rig = Rig::shipped().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::GetPlugin, Failure::with_status(503).times(1));
    assert_eq!(rig.status("acme").await.status, 503);
    assert_eq!(rig.state("acme").await, "connected");
}

#[tokio::test]
async fn after_a_429_nobody_calls_until_the_wait_is_over() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.signed_up("globex", Outcome::Finish).await;
    let tokens = rig.sandbox.log().count(Endpoint::CreateConnectToken);
    let mut failure = Failure::with_status(429).times(1);
    failure.retry_after = Some("60".to_owned());
    rig.fail(Endpoint::GetPlugin, failure);
    let first = rig.status("acme").await;
    assert_eq!(first.problem(), Some("chakra_rate_limited"));
    assert_eq!(seconds_to_wait(&first), 60);
    for answer in [
        rig.status("globex").await,
        rig.token("globex").await,
        rig.disconnect("globex").await,
        rig.token("initech").await,
    ] {
        assert_eq!(answer.problem(), Some("chakra_rate_limited"));
        assert!((1..=60).contains(&seconds_to_wait(&answer)));
    }
    assert_eq!(checks(&rig), 1, "no call was sent");
    let log = rig.sandbox.log();
    assert_eq!(log.count(Endpoint::CreateConnectToken), tokens);
    assert_eq!(log.count(Endpoint::DeletePlugin), 0);
}

#[tokio::test]
async fn after_a_429_the_gate_opens_by_itself() {
    let rig = Rig::start().await;
    rig.signed_up("globex", Outcome::Finish).await;
    let mut failure = Failure::with_status(429).times(1);
    failure.retry_after = Some("1".to_owned());
    rig.fail(Endpoint::GetPlugin, failure);
    let refused = rig.status("globex").await;
    assert_eq!(refused.problem(), Some("chakra_rate_limited"));
    rig.disconnect("globex").await;
    rig.token("initech").await;
    let answers = async {
        while rig.status("globex").await.status != 200 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let answers = tokio::time::timeout(Duration::from_secs(20), answers);
    answers.await.expect("the gate opens by itself");
    // The rejected calls had no effect.
    assert_eq!(rig.state("globex").await, "connected");
    rig.new_plugin("initech").await;
    assert_eq!(rig.plugin_count("initech"), 1);
}

#[tokio::test]
async fn a_tenant_with_too_many_calls_waits_and_the_others_do_not() {
    let rig = Rig::with(|settings| settings.tenant_calls = Some(3)).await;
    rig.signed_up("acme", Outcome::Finish).await;
    for _ in 0..2 {
        assert_eq!(rig.status("acme").await.status, 200);
    }
    let asked = checks(&rig);
    for answer in [
        rig.status("acme").await,
        rig.token("acme").await,
        rig.disconnect("acme").await,
        rig.post("acme", "connect-event", &json!({"event": "FINISH"}))
            .await,
    ] {
        assert_eq!(answer.status, 429);
        assert_eq!(answer.problem(), Some("rate_limited"));
        assert!((1..=20).contains(&seconds_to_wait(&answer)));
    }
    assert_eq!(checks(&rig), asked);
    rig.new_plugin("globex").await;
}

#[tokio::test]
async fn a_cached_status_does_not_count_towards_the_quota() {
    let rig = Rig::with(|settings| {
        settings.tenant_calls = Some(1);
        settings.status_life = Some(Duration::from_hours(1));
    })
    .await;
    for _ in 0..20 {
        assert_eq!(rig.status("acme").await.status, 200);
    }
    assert_eq!(rig.token("acme").await.problem(), Some("rate_limited"));
}

#[tokio::test]
async fn beyond_the_limit_of_concurrent_calls_the_response_is_busy() {
    let rig = Rig::with(|settings| settings.chakra_calls = Some(1)).await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.signed_up("globex", Outcome::Finish).await;
    rig.delay(Endpoint::GetPlugin, 60_000);
    let slow = tokio::spawn(crate::rig::send(rig.request("acme", Method::GET, "status")));
    rig.has_asked(Endpoint::GetPlugin, 1).await;
    let answer = rig.status("globex").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.problem(), Some("busy"));
    assert_eq!(seconds_to_wait(&answer), 1);
    assert_eq!(checks(&rig), 1);
    slow.abort();
}
