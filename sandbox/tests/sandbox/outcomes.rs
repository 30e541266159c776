//! The ten outcomes: the records that each leaves, and the callbacks that follow.

use chakra_sandbox::{Outcome, SettingsChange};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::client::Partner;

/// A plugin in the API's responses: the ids of its accounts and numbers.
struct Told {
    accounts: Vec<String>,
    numbers: Vec<String>,
}

async fn told(partner: &Partner, plugin_id: &str) -> Told {
    let plugin = partner.data(&format!("/plugin/{plugin_id}")).await;
    let accounts = plugin["auth"]["whatsappBusinessAccountsById"]
        .as_object()
        .map(|by_id| by_id.keys().cloned().collect())
        .unwrap_or_default();
    let numbers = plugin["serverConfig"]["enabledWhatsappPhoneNumbers"]
        .as_array()
        .map(|ids| {
            ids.iter()
                .map(|id| id.as_str().unwrap().to_owned())
                .collect()
        })
        .unwrap_or_default();
    Told { accounts, numbers }
}

/// Plays one outcome for a new plugin.
async fn play(outcome: Outcome) -> (Partner, String, Vec<Value>, Told) {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let callbacks = partner.sign_up(&plugin_id, outcome).await;
    let told = told(&partner, &plugin_id).await;
    (partner, plugin_id, callbacks, told)
}

fn names(callbacks: &[Value]) -> Vec<String> {
    let name = |it: &Value| match it["event"].as_str() {
        Some(event) => format!("message {event}"),
        None => it["callback"].as_str().unwrap().to_owned(),
    };
    callbacks.iter().map(name).collect()
}

async fn number(partner: &Partner, id: &str) -> Value {
    partner
        .data(&format!("/v1/ext/whatsapp-phone-number/{id}"))
        .await
}

#[tokio::test]
async fn finish_leaves_an_account_and_a_healthy_number() {
    let (partner, plugin_id, callbacks, told) = play(Outcome::Finish).await;
    assert_eq!((told.accounts.len(), told.numbers.len()), (1, 1));
    assert_eq!(names(&callbacks), ["message FINISH", "success"]);
    let message = &callbacks[0]["data"];
    assert_eq!(message["phone_number_id"], told.numbers[0].as_str());
    assert_eq!(message["waba_id"], told.accounts[0].as_str());
    assert!(message["business_id"].is_string());
    let payload = &callbacks[1]["data"];
    assert_eq!(payload["pluginId"], plugin_id.as_str());
    assert_eq!(
        payload["whatsappBusinessAccounts"][0]["id"],
        told.accounts[0].as_str()
    );
    let paid = &payload["whatsappPhoneNumbers"][0];
    assert_eq!(paid["whatsappPhoneNumberId"], told.numbers[0].as_str());
    let number = number(&partner, &told.numbers[0]).await;
    assert_eq!(number["displayPhoneNumber"], paid["displayPhoneNumber"]);
    assert_eq!(number["verifiedName"], "Salon Aurora");
    assert_eq!(number["nameStatus"], "APPROVED");
    assert_eq!(number["waba"], told.accounts[0].as_str());
    assert_eq!(
        number["healthStatus"]["entities"][0]["can_send_message"],
        "AVAILABLE"
    );
}

#[tokio::test]
async fn finish_only_waba_leaves_no_number() {
    let (_, _, callbacks, told) = play(Outcome::FinishOnlyWaba).await;
    assert_eq!((told.accounts.len(), told.numbers.len()), (1, 0));
    assert_eq!(names(&callbacks), ["message FINISH_ONLY_WABA"]);
    assert_eq!(callbacks[0]["data"]["waba_id"], told.accounts[0].as_str());
}

#[tokio::test]
async fn the_number_of_coexistence_waits_for_its_delay() {
    let (partner, plugin_id, callbacks, first) = play(Outcome::Coexistence).await;
    assert_eq!((first.accounts.len(), first.numbers.len()), (1, 0));
    assert_eq!(
        names(&callbacks),
        ["message FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"]
    );
    assert_eq!(callbacks[0]["data"], json!({"waba_id": first.accounts[0]}));
    let list = partner.data("/v1/ext/whatsapp-phone-number").await;
    assert!(!list.to_string().contains(&plugin_id), "{list}");

    let at_once = SettingsChange {
        coexistence_delay_ms: Some(0),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(at_once).unwrap();
    partner.sign_up(&plugin_id, Outcome::Coexistence).await;
    let second = told(&partner, &plugin_id).await;
    assert_eq!((second.accounts.len(), second.numbers.len()), (1, 1));
    number(&partner, &second.numbers[0]).await;
}

#[tokio::test]
async fn a_number_is_on_its_way_until_it_arrives() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    for (delay, on_their_way) in [(3_600_000, 1), (0, 0)] {
        let change = SettingsChange {
            coexistence_delay_ms: Some(delay),
            ..SettingsChange::default()
        };
        partner.sandbox.configure(change).unwrap();
        partner.sign_up(&plugin_id, Outcome::Coexistence).await;
        assert_eq!(partner.sandbox.numbers_on_their_way(), on_their_way);
    }
}

#[tokio::test]
async fn a_late_number_arrives_without_anyone_doing_anything() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let soon = SettingsChange {
        coexistence_delay_ms: Some(50),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(soon).unwrap();
    partner.sign_up(&plugin_id, Outcome::Coexistence).await;
    let arrival = async {
        while told(&partner, &plugin_id).await.numbers.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), arrival)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_incomplete_signup_leaves_nothing() {
    for (outcome, expected) in [
        (Outcome::Cancel, vec!["message CANCEL"]),
        (Outcome::Close, vec![]),
        (Outcome::Error, vec!["message CANCEL", "error"]),
    ] {
        let (partner, plugin_id, callbacks, told) = play(outcome).await;
        assert_eq!(
            (told.accounts.len(), told.numbers.len()),
            (0, 0),
            "{outcome:?}"
        );
        assert_eq!(names(&callbacks), expected, "{outcome:?}");
        let plugin = partner.data(&format!("/plugin/{plugin_id}")).await;
        assert_eq!(plugin["auth"], json!({}), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_cancel_reports_the_step_and_an_error_its_code() {
    let (_, _, cancel, _) = play(Outcome::Cancel).await;
    assert_eq!(
        cancel[0]["data"],
        json!({"current_step": "PHONE_NUMBER_SETUP"})
    );
    let (_, _, error, _) = play(Outcome::Error).await;
    assert_eq!(error[0]["data"]["error_code"], "3441030");
    assert!(error[0]["data"]["session_id"].is_string());
    assert_eq!(error[0]["data"]["error_message"], error[1]["message"]);
}

#[tokio::test]
async fn duplicate_reports_everything_twice() {
    let (_, _, callbacks, told) = play(Outcome::Duplicate).await;
    assert_eq!((told.accounts.len(), told.numbers.len()), (1, 1));
    assert_eq!(
        names(&callbacks),
        ["message FINISH", "success", "message FINISH", "success"]
    );
    assert_eq!(callbacks[..2], callbacks[2..]);
}

#[tokio::test]
async fn silent_connects_without_callbacks() {
    let (_, _, callbacks, told) = play(Outcome::Silent).await;
    assert_eq!((told.accounts.len(), told.numbers.len()), (1, 1));
    assert!(callbacks.is_empty());
}

#[tokio::test]
async fn in_review_leaves_a_number_with_a_pending_name() {
    let (partner, _, callbacks, told) = play(Outcome::InReview).await;
    assert_eq!(names(&callbacks), ["message FINISH", "success"]);
    assert_eq!(
        number(&partner, &told.numbers[0]).await["nameStatus"],
        "PENDING_REVIEW"
    );
    assert_eq!(
        callbacks[1]["data"]["whatsappPhoneNumbers"][0]["nameStatus"],
        "PENDING_REVIEW"
    );
}

#[tokio::test]
async fn several_numbers_come_on_one_account() {
    let (_, _, callbacks, told) = play(Outcome::SeveralNumbers).await;
    assert_eq!((told.accounts.len(), told.numbers.len()), (1, 2));
    assert_eq!(names(&callbacks), ["success"]);
    let paid = callbacks[0]["data"]["whatsappPhoneNumbers"]
        .as_array()
        .unwrap();
    let ids: Vec<&str> = paid
        .iter()
        .map(|it| it["whatsappPhoneNumberId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, told.numbers);
    assert_ne!(paid[0]["displayPhoneNumber"], paid[1]["displayPhoneNumber"]);
}

#[tokio::test]
async fn old_numbers_linger_if_the_settings_say_so() {
    let (partner, plugin_id, _, first) = play(Outcome::Finish).await;
    let keep = SettingsChange {
        keep_old_numbers: Some(true),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(keep).unwrap();
    let callbacks = partner.sign_up(&plugin_id, Outcome::Finish).await;
    let both = told(&partner, &plugin_id).await;
    assert_eq!((both.accounts.len(), both.numbers.len()), (2, 2));
    assert_eq!(both.numbers[0], first.numbers[0]);
    let paid = callbacks[1]["data"]["whatsappPhoneNumbers"]
        .as_array()
        .unwrap();
    assert_eq!(paid.len(), 2);
}

#[tokio::test]
async fn an_unknown_session_ends_nothing() {
    let partner = Partner::start().await;
    let choice = json!({"sessionId": "unheard-of", "outcome": "finish"});
    let (status, body) = partner.embed("outcome", &choice).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(
        body["_errors"][0]
            .as_str()
            .unwrap()
            .starts_with("Session not found"),
        "{body}"
    );
}
