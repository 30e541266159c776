//! Only numbers that really are connected are reported as `connected`: status words, missing records, and failed calls.

use std::time::Duration;

use chakra_sandbox::{Endpoint, Failure, NumberChange, Outcome};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::database::DatabaseFile;
use crate::rig::{Answer, Rig, throttled};

const UNREADABLE: &str = "The record of this number could not be read just now.";

pub(crate) fn number_ids(status: &Value) -> Vec<String> {
    let numbers = status["numbers"].as_array().unwrap().iter();
    numbers
        .map(|number| number["phoneNumberId"].as_str().unwrap().to_owned())
        .collect()
}

/// Connects a tenant. Returns its plugin and its number.
pub(crate) async fn connected(rig: &Rig, tenant: &str) -> (String, String) {
    let plugin_id = rig.signed_up(tenant, Outcome::Finish).await;
    let status = rig.status(tenant).await.json;
    assert_eq!(status["state"], "connected");
    (plugin_id, number_ids(&status).remove(0))
}

fn lose_record(rig: &Rig, number_id: &str) {
    let change = NumberChange {
        record_missing: Some(true),
        ..NumberChange::default()
    };
    rig.sandbox.change_number(number_id, change).unwrap();
}

pub(crate) async fn with_database(database: &DatabaseFile) -> Rig {
    Rig::with(|settings| settings.database = database.setting()).await
}

#[tokio::test]
async fn a_number_that_does_not_work_is_not_connected() {
    let rig = Rig::start().await;
    let (_, number_id) = connected(&rig, "acme").await;
    for (status, chakra_status, state) in [
        ("BANNED", "DISCONNECTED", "action_needed"),
        ("CONNECTED", "DISCONNECTED", "reconnect_needed"),
        ("RESTRICTED", "CONNECTED", "action_needed"),
        ("CONNECTED", "CONNECTED", "connected"),
    ] {
        let change = NumberChange {
            status: Some(status.to_owned()),
            chakra_status: Some(chakra_status.to_owned()),
            ..NumberChange::default()
        };
        rig.sandbox.change_number(&number_id, change).unwrap();
        let answer = rig.status("acme").await.json;
        assert_eq!(answer["state"], state, "{status} {chakra_status}");
        let is_fine = state == "connected";
        assert_eq!(answer["reason"].is_string(), !is_fine, "{answer}");
        assert_eq!(answer["numbers"][0]["issues"] == json!([]), is_fine);
    }
}

#[tokio::test]
async fn a_number_without_a_record_is_tolerated_for_minutes() {
    let database = DatabaseFile::new("missing-record");
    let rig = with_database(&database).await;
    let (_, number_id) = connected(&rig, "acme").await;
    lose_record(&rig, &number_id);
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "connected", "the record may still appear");
    let number = &status["numbers"][0];
    assert_eq!(number["displayPhoneNumber"], number["phoneNumberId"]);

    database
        .execute("UPDATE connected_number SET since = 1767225600000")
        .await;
    for _ in 0..2 {
        let status = rig.status("acme").await.json;
        assert_eq!(status["state"], "connected_without_number");
        assert_eq!(status["numbers"], json!([]));
        assert!(status["reason"].as_str().unwrap().contains("record"));
    }
}

#[tokio::test]
async fn after_the_chosen_number_is_gone_the_others_remain() {
    let database = DatabaseFile::new("gone-choice");
    let rig = with_database(&database).await;
    rig.signed_up("acme", Outcome::SeveralNumbers).await;
    let both = number_ids(&rig.status("acme").await.json);
    let choice = json!({"phoneNumberId": both[1]});
    assert_eq!(rig.post("acme", "connect-event", &choice).await.status, 202);
    lose_record(&rig, &both[1]);
    database
        .execute("UPDATE connected_number SET since = 1767225600000")
        .await;
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "connected");
    assert_eq!(number_ids(&status), both[..1]);
}

#[tokio::test]
async fn a_missing_record_may_have_the_words_of_a_missing_plugin() {
    let rig = Rig::start().await;
    connected(&rig, "acme").await;
    let words = json!({"_errors": ["Phone number not found for this plugin"]});
    let failure = Failure {
        body: Some(words.to_string()),
        ..Failure::with_status(404)
    };
    rig.fail(Endpoint::GetPhoneNumber, failure);
    assert_eq!(rig.state("acme").await, "connected", "the number is new");
    rig.recover(Endpoint::GetPhoneNumber);
    assert_eq!(
        rig.state("acme").await,
        "connected",
        "the plugin is not forgotten"
    );
}

#[tokio::test]
async fn a_record_of_another_number_is_rejected() {
    let rig = Rig::start().await;
    let (plugin_id, number_id) = connected(&rig, "acme").await;
    for (record, is_taken) in [
        (json!({"id": "another", "status": "CONNECTED"}), false),
        (json!({"id": number_id, "pluginId": "another"}), false),
        (json!({"id": number_id, "pluginId": plugin_id}), true),
    ] {
        let failure = Failure {
            body: Some(record.to_string()),
            ..Failure::with_status(200)
        };
        rig.fail(Endpoint::GetPhoneNumber, failure);
        let answer = rig.status("acme").await;
        let code = (!is_taken).then_some("chakra_bad_answer");
        assert_eq!(answer.problem(), code, "{record}");
    }
}

#[tokio::test]
async fn one_number_that_cannot_be_read_leaves_the_others() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::SeveralNumbers).await;
    let ids = number_ids(&rig.status("acme").await.json);
    for failure in [
        Failure::with_status(503),
        Failure::with_status(200).cut(),
        throttled(),
    ] {
        rig.fail(Endpoint::GetPhoneNumber, failure.times(1));
        let status = rig.status("acme").await.json;
        assert_eq!(status["state"], "choose_number");
        assert_eq!(number_ids(&status), ids);
        let numbers = status["numbers"].as_array().unwrap();
        let is_read = |number: &&Value| number["issues"] == json!([]);
        let (read, failed): (Vec<_>, Vec<_>) = numbers.iter().partition(is_read);
        assert_eq!((read.len(), failed.len()), (1, 1), "{status}");
        assert_eq!(read[0]["verifiedName"], "acme");
        assert_eq!(failed[0]["issues"], json!([{"message": UNREADABLE}]));
        assert_eq!(failed[0]["displayPhoneNumber"], failed[0]["phoneNumberId"]);
    }
    rig.reaches_chakra(async |rig: &Rig| rig.status("acme").await)
        .await;
    // With no number readable, the call fails and reports no state.
    rig.fail(Endpoint::GetPhoneNumber, Failure::with_status(503));
    let answer = rig.status("acme").await;
    assert_eq!(answer.problem(), Some("chakra_unavailable"));
}

fn checked_at(answer: &Answer) -> OffsetDateTime {
    let text = answer.json["checkedAt"].as_str().unwrap();
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

#[tokio::test]
async fn an_older_check_keeps_its_older_time() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    rig.delay(Endpoint::GetPhoneNumber, 500);
    let late = async {
        while rig.sandbox.log().count(Endpoint::GetPhoneNumber) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The number of the first check no longer exists.
        rig.delay(Endpoint::GetPhoneNumber, 0);
        rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
        rig.status("acme").await
    };
    let (first, second) = tokio::join!(rig.status("acme"), late);
    assert_ne!(number_ids(&first.json), number_ids(&second.json));
    assert!(
        checked_at(&first) < checked_at(&second),
        "the second report is newer"
    );
}

#[tokio::test]
async fn times_that_cannot_be_stored_hide_no_connection() {
    let database = DatabaseFile::new("no-times");
    let rig = with_database(&database).await;
    rig.signed_up("acme", Outcome::Finish).await;
    database
        .execute(
            "CREATE TRIGGER full BEFORE INSERT ON connected_number
             BEGIN SELECT RAISE(FAIL, 'the disk is full'); END",
        )
        .await;
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "connected");
    assert_eq!(status.get("connectedSince"), None);
    assert_eq!(number_ids(&status).len(), 1);

    database.execute("DROP TRIGGER full").await;
    let status = rig.status("acme").await.json;
    assert!(status["connectedSince"].is_string(), "{status}");
}
