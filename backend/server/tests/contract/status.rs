//! The status after each outcome of a signup, and the choice of a number.

use chakra_sandbox::{Endpoint, NumberChange, Outcome, PluginChange, Sendability, SettingsChange};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::rig::Rig;

fn number_ids(status: &Value) -> Vec<&str> {
    let numbers = status["numbers"].as_array().unwrap();
    numbers
        .iter()
        .map(|number| number["phoneNumberId"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn each_outcome_has_its_state() {
    let rig = Rig::start().await;
    for (outcome, state, numbers) in [
        (Outcome::Finish, "connected", 1),
        (Outcome::FinishOnlyWaba, "connected_without_number", 0),
        (Outcome::Cancel, "not_connected", 0),
        (Outcome::Close, "not_connected", 0),
        (Outcome::Error, "not_connected", 0),
        (Outcome::Duplicate, "connected", 1),
        (Outcome::Silent, "connected", 1),
        (Outcome::InReview, "in_review", 1),
        (Outcome::SeveralNumbers, "choose_number", 2),
    ] {
        let tenant = format!("{outcome:?}");
        rig.signed_up(&tenant, outcome).await;
        let answer = rig.status(&tenant).await;
        assert_eq!(answer.json["state"], state, "{outcome:?}");
        assert_eq!(number_ids(&answer.json).len(), numbers, "{outcome:?}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    // Endpoint 9, which returns all customers' numbers, is never called.
    assert_eq!(rig.sandbox.log().count(Endpoint::ListPhoneNumbers), 0);
}

#[tokio::test]
async fn a_coexistence_number_arrives_later() {
    let rig = Rig::start().await;
    let delay = |coexistence_delay_ms| SettingsChange {
        coexistence_delay_ms: Some(coexistence_delay_ms),
        ..SettingsChange::default()
    };
    rig.sandbox.configure(delay(3_600_000)).unwrap();
    rig.signed_up("later", Outcome::Coexistence).await;
    assert_eq!(rig.state("later").await, "connected_without_number");
    rig.sandbox.configure(delay(0)).unwrap();
    rig.signed_up("now", Outcome::Coexistence).await;
    assert_eq!(rig.state("now").await, "connected");
}

#[tokio::test]
async fn the_response_has_the_fields_of_the_contract() {
    let rig = Rig::start().await;
    let before = rig.status("acme").await;
    assert_eq!(before.json["state"], "not_connected");
    assert_eq!(before.json["numbers"], json!([]));
    // The tenant is unknown, so there was nothing to request.
    assert_eq!(rig.sandbox.log().requests.len(), 0);

    rig.signed_up("acme", Outcome::Finish).await;
    let status = rig.status("acme").await.json;
    let number = &status["numbers"][0];
    assert!(
        number["displayPhoneNumber"]
            .as_str()
            .unwrap()
            .starts_with('+')
    );
    assert_eq!(number["verifiedName"], "acme");
    assert_eq!(number["qualityRating"], "GREEN");
    assert_eq!(number["messagingLimitTier"], "TIER_250");
    assert_eq!(number["issues"], json!([]));
    assert_eq!(before.json.get("connectedSince"), None);
    for name in ["checkedAt", "connectedSince"] {
        let at = time_in(&status, name).unwrap();
        assert!(at.offset().is_utc());
        let age = OffsetDateTime::now_utc() - at;
        assert!((0..10).contains(&age.whole_seconds()), "{name}: {age}");
    }
}

fn time_in(status: &Value, name: &str) -> Option<OffsetDateTime> {
    let text = status.get(name)?.as_str()?;
    Some(OffsetDateTime::parse(text, &Rfc3339).unwrap())
}

/// A connected tenant's plugin, and its first status.
async fn connected(rig: &Rig, tenant: &str) -> (String, Value) {
    let plugin_id = rig.signed_up(tenant, Outcome::Finish).await;
    (plugin_id, rig.status(tenant).await.json)
}

#[tokio::test]
async fn connected_since_stays_until_the_number_changes() {
    let rig = Rig::start().await;
    let (plugin_id, first) = connected(&rig, "acme").await;
    let again = rig.status("acme").await.json;
    assert_eq!(again["connectedSince"], first["connectedSince"]);
    // A blocked number is still connected.
    let blocked = NumberChange {
        health: Some(Sendability::Blocked),
        ..NumberChange::default()
    };
    rig.sandbox
        .change_number(number_ids(&first)[0], blocked)
        .unwrap();
    let again = rig.status("acme").await.json;
    assert_eq!(again["state"], "action_needed");
    assert_eq!(again["connectedSince"], first["connectedSince"]);

    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    let replaced = rig.status("acme").await.json;
    assert_ne!(number_ids(&replaced), number_ids(&first));
    let since = |status| time_in(status, "connectedSince").unwrap();
    assert!(since(&replaced) > since(&first));
}

#[tokio::test]
async fn connected_since_ends_with_the_connection() {
    let rig = Rig::start().await;
    let (_, first) = connected(&rig, "acme").await;
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(
        rig.status("acme").await.json.get("connectedSince"),
        None,
        "disconnected"
    );
    rig.signed_up("acme", Outcome::Finish).await;
    let anew = rig.status("acme").await.json;
    assert!(time_in(&anew, "connectedSince") > time_in(&first, "connectedSince"));

    // Switched off and on again at Chakra: the same number counts as newly connected.
    let (plugin_id, first) = connected(&rig, "globex").await;
    let active = |is_active| PluginChange {
        is_active: Some(is_active),
        ..PluginChange::default()
    };
    rig.sandbox
        .change_plugin(&plugin_id, &active(false))
        .unwrap();
    let off = rig.status("globex").await.json;
    assert_eq!(off.get("connectedSince"), None, "{off}");
    rig.sandbox
        .change_plugin(&plugin_id, &active(true))
        .unwrap();
    let on = rig.status("globex").await.json;
    assert_eq!(number_ids(&on), number_ids(&first));
    assert!(time_in(&on, "connectedSince") > time_in(&first, "connectedSince"));
}

#[tokio::test]
async fn connected_since_survives_the_choice_of_a_number() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::SeveralNumbers).await;
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "choose_number");
    assert_eq!(
        status.get("connectedSince"),
        None,
        "no number is chosen yet"
    );
    let seen = time_in(&status, "checkedAt").unwrap();
    let body = json!({"phoneNumberId": number_ids(&status)[0]});
    rig.post("acme", "connect-event", &body).await;
    let status = rig.status("acme").await.json;
    assert!(time_in(&status, "connectedSince").unwrap() <= seen);
}

#[tokio::test]
async fn a_blocked_number_asks_for_action() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    let status = rig.status("acme").await.json;
    let blocked = NumberChange {
        health: Some(Sendability::Blocked),
        error_description: Some("No payment method".to_owned()),
        possible_solution: Some("Add one".to_owned()),
        ..NumberChange::default()
    };
    rig.sandbox
        .change_number(number_ids(&status)[0], blocked)
        .unwrap();
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "action_needed");
    assert_eq!(status["reason"], "No payment method");
    assert_eq!(
        status["numbers"][0]["issues"],
        json!([{"code": "141006", "message": "No payment method", "solution": "Add one"}])
    );
}

#[tokio::test]
async fn a_plugin_switched_off_or_deleted_at_chakra_is_noticed() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    let off = PluginChange {
        is_active: Some(false),
        ..PluginChange::default()
    };
    rig.sandbox.change_plugin(&plugin_id, &off).unwrap();
    assert_eq!(rig.state("acme").await, "reconnect_needed");
    let deleted = PluginChange {
        deleted: true,
        ..PluginChange::default()
    };
    rig.sandbox.change_plugin(&plugin_id, &deleted).unwrap();
    assert_eq!(rig.state("acme").await, "not_connected");
    // The plugin is not forgotten: the next status checks again.
    let before = rig.sandbox.log().count(Endpoint::GetPlugin);
    assert_eq!(rig.state("acme").await, "not_connected");
    assert_eq!(rig.sandbox.log().count(Endpoint::GetPlugin), before + 1);
}

#[tokio::test]
async fn a_choice_holds_until_a_new_number_comes() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::SeveralNumbers).await;
    let status = rig.status("acme").await.json;
    let chosen = number_ids(&status)[1];
    let body = json!({"phoneNumberId": chosen});
    let answer = rig.post("acme", "connect-event", &body).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.text, "");
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "connected");
    assert_eq!(number_ids(&status), [chosen]);

    let keep = SettingsChange {
        keep_old_numbers: Some(true),
        ..SettingsChange::default()
    };
    rig.sandbox.configure(keep).unwrap();
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "choose_number");
    assert_eq!(number_ids(&status).len(), 3);
}

#[tokio::test]
async fn only_the_tenants_own_number_can_be_chosen() {
    let rig = Rig::start().await;
    rig.signed_up("globex", Outcome::Finish).await;
    let status = rig.status("globex").await.json;
    let of_globex = number_ids(&status)[0];
    rig.signed_up("acme", Outcome::SeveralNumbers).await;
    for (tenant, number) in [
        ("acme", of_globex),
        ("acme", "made-up"),
        ("nobody", of_globex),
    ] {
        let body = json!({"phoneNumberId": number});
        let answer = rig.post(tenant, "connect-event", &body).await;
        assert_eq!(answer.status, 409);
        assert_eq!(answer.problem(), Some("unknown_number"));
    }
    assert_eq!(rig.state("acme").await, "choose_number");
}

#[tokio::test]
async fn hints_are_accepted_but_never_trusted() {
    let rig = Rig::start().await;
    let plugin_id = rig.new_plugin("acme").await;
    let before = rig.sandbox.log().requests.len();
    for event in ["FINISH", "CHAKRA_CONNECT_SUCCESS", "a\nb"] {
        let data = json!({"pluginId": plugin_id, "phone_number_id": "1", "state": "connected"});
        let body = json!({"attemptId": "1", "event": event, "data": data});
        let answer = rig.post("acme", "connect-event", &body).await;
        assert_eq!(answer.status, 202);
    }
    assert_eq!(rig.sandbox.log().requests.len(), before);
    assert_eq!(rig.state("acme").await, "not_connected");
}
