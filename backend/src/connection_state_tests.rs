//! Table tests of the status rules: states, issues, the choice of a number.

use super::ConnectionState::{
    ActionNeeded, ChooseNumber, Connected, ConnectedWithoutNumber, InReview, NotConnected,
    ReconnectNeeded,
};
use super::*;
use crate::chakra::PhoneRecord;
use serde_json::{Value, json};

/// Derives the connection from these records, as `GET /status` does.
fn decide(plugin: &Value, phones: &[(&str, Value)], choice: Option<&NumberChoice>) -> Connection {
    let plugin = PluginRecord::read("p", plugin).unwrap();
    let records: Vec<_> = relevant_numbers(&plugin, choice)
        .iter()
        .map(|id| {
            let (_, record) = phones.iter().find(|(known, _)| known == id).unwrap();
            NumberLookup::Found(PhoneRecord::read(id, "p", record).unwrap())
        })
        .collect();
    Connection::from_records(&plugin, &records, &[], OffsetDateTime::UNIX_EPOCH)
}

fn plugin(accounts: &Value, numbers: &Value) -> Value {
    json!({
        "id": "p", "isActive": true,
        "auth": {"whatsappBusinessAccountsById": accounts},
        "serverConfig": {"enabledWhatsappPhoneNumbers": numbers},
    })
}

fn blocked(errors: &Value) -> Value {
    json!({
        "displayPhoneNumber": "+1", "nameStatus": "PENDING_REVIEW",
        "healthStatus": {"entities": [
            {"can_send_message": "AVAILABLE", "errors": [{"error_description": "old news"}]},
            {"can_send_message": "BLOCKED", "errors": errors},
        ]},
    })
}

#[test]
fn plugins_without_a_number() {
    for (case, record, state) in [
        ("bare", json!({"id": "p"}), NotConnected),
        (
            "auth that is an object and nothing more",
            json!({"id": "p", "isActive": true, "auth": {}, "serverConfig": {}}),
            NotConnected,
        ),
        ("empty map", plugin(&json!({}), &json!([])), NotConnected),
        (
            "no real number",
            plugin(&json!({}), &json!(["", null])),
            NotConnected,
        ),
        (
            "accounts at the wrong place",
            json!({"id": "p", "serverConfig": {"whatsappBusinessAccountsById": {"1": {}}}}),
            NotConnected,
        ),
        (
            "account only",
            plugin(&json!({"1": {}}), &json!([])),
            ConnectedWithoutNumber,
        ),
        (
            "account and empty number",
            plugin(&json!({"1": {}}), &json!([""])),
            ConnectedWithoutNumber,
        ),
        (
            "switched off, never signed up",
            json!({"id": "p", "isActive": false, "auth": {}}),
            NotConnected,
        ),
        (
            "switched off with an account",
            json!({"id": "p", "isActive": false, "auth": {"whatsappBusinessAccountsById": {"1": {}}}}),
            ReconnectNeeded,
        ),
    ] {
        let connection = decide(&record, &[], None);
        assert_eq!(connection.state, state, "{case}");
        assert!(connection.reason.is_some(), "{case}");
    }
}

#[test]
fn one_number() {
    let one = plugin(&json!({"1": {}}), &json!(["n1"]));
    for (case, phone, state) in [
        ("bare record", json!({}), Connected),
        (
            "approved",
            json!({"nameStatus": "APPROVED", "status": "CONNECTED"}),
            Connected,
        ),
        (
            "no review needed",
            json!({"nameStatus": "AVAILABLE_WITHOUT_REVIEW"}),
            Connected,
        ),
        ("fresh coexistence", json!({"status": "PENDING"}), Connected),
        (
            "name in review",
            json!({"nameStatus": "PENDING_REVIEW"}),
            InReview,
        ),
        (
            "status in review",
            json!({"status": "pending review"}),
            InReview,
        ),
        (
            "chakra in review",
            json!({"chakraStatus": "In-Review"}),
            InReview,
        ),
        (
            "limited",
            json!({"healthStatus": {"entities": [{"can_send_message": "LIMITED"}]}}),
            Connected,
        ),
        (
            "blocked beats review",
            blocked(&json!([{"error_code": 1, "error_description": "x"}])),
            ActionNeeded,
        ),
        (
            "blocked without errors",
            blocked(&json!(null)),
            ActionNeeded,
        ),
    ] {
        let connection = decide(&one, &[("n1", phone)], None);
        assert_eq!(connection.state, state, "{case}");
        assert_eq!(connection.number_in_use(), connection.numbers.first());
        let is_connected = connection.state == Connected;
        assert_eq!(connection.reason.is_none(), is_connected, "{case}");
    }
    let numbers_only = plugin(&json!({}), &json!(["n1"]));
    assert_eq!(
        decide(&numbers_only, &[("n1", json!({}))], None).state,
        Connected
    );
}

#[test]
fn a_switched_off_plugin_still_shows_its_number() {
    let mut off = plugin(&json!({"1": {}}), &json!(["n1"]));
    off["isActive"] = json!(false);
    let connection = decide(&off, &[("n1", json!({"displayPhoneNumber": "+1"}))], None);
    assert_eq!(connection.state, ReconnectNeeded);
    assert!(connection.reason.is_some());
    assert_eq!(connection.numbers[0].display_phone_number, "+1");
    assert_eq!(connection.number_in_use(), None);
    let record = PluginRecord::read("p", &off).unwrap();
    assert!(connected_numbers(&record).is_empty());
}

#[test]
fn issues_come_from_unavailable_parts() {
    let one = plugin(&json!({"1": {}}), &json!(["n1"]));
    let errors = json!([
        {"error_code": 141_006, "error_description": "No payment method", "possible_solution": "Add one"},
        {"error_code": "x"},
    ]);
    let connection = decide(&one, &[("n1", blocked(&errors))], None);
    assert_eq!(connection.reason.as_deref(), Some("No payment method"));
    assert_eq!(
        serde_json::to_value(&connection.numbers).unwrap(),
        json!([{
            "phoneNumberId": "n1", "displayPhoneNumber": "+1",
            "issues": [
                {"code": "141006", "message": "No payment method", "solution": "Add one"},
                {"code": "x", "message": "Meta blocks the sending of messages."},
            ],
        }])
    );
}

#[test]
fn several_numbers_and_the_choice() {
    let choice = |id: &str, among: &[&str]| NumberChoice {
        phone_number_id: id.to_owned(),
        among: among.iter().map(|id| (*id).to_owned()).collect(),
    };
    let two = ["n1", "n2"];
    for (case, numbers, choice, state, shown) in [
        ("no choice", &two[..], None, ChooseNumber, &two[..]),
        (
            "chosen",
            &two,
            Some(choice("n2", &two)),
            InReview,
            &["n2"][..],
        ),
        (
            "chosen one is gone",
            &two,
            Some(choice("n9", &["n1", "n2", "n9"])),
            ChooseNumber,
            &two,
        ),
        (
            "another came later",
            &["n1", "n2", "n3"],
            Some(choice("n1", &two)),
            ChooseNumber,
            &["n1", "n2", "n3"],
        ),
        (
            "another left",
            &["n1"],
            Some(choice("n1", &two)),
            Connected,
            &["n1"],
        ),
        (
            "replaced by one",
            &["n3"],
            Some(choice("n1", &two)),
            Connected,
            &["n3"],
        ),
    ] {
        let phones = [
            ("n1", json!({})),
            ("n2", json!({"nameStatus": "PENDING_REVIEW"})),
            ("n3", json!({})),
        ];
        let connection = decide(
            &plugin(&json!({"1": {}}), &json!(numbers)),
            &phones,
            choice.as_ref(),
        );
        assert_eq!(connection.state, state, "{case}");
        let ids: Vec<_> = connection
            .numbers
            .iter()
            .map(|number| number.phone_number_id.as_str())
            .collect();
        assert_eq!(ids, shown, "{case}");
        let is_connected = connection.state == Connected;
        assert_eq!(connection.reason.is_none(), is_connected, "{case}");
        let in_use = connection.number_in_use().is_some();
        assert_eq!(in_use, state != ChooseNumber, "{case}");
    }
}

#[test]
fn states_are_named_as_in_the_contract() {
    let names: Vec<_> = [
        NotConnected,
        Connected,
        ConnectedWithoutNumber,
        ChooseNumber,
        InReview,
        ActionNeeded,
        ReconnectNeeded,
    ]
    .into_iter()
    .map(|state| serde_json::to_value(state).unwrap())
    .collect();
    assert_eq!(
        Value::from(names),
        json!([
            "not_connected",
            "connected",
            "connected_without_number",
            "choose_number",
            "in_review",
            "action_needed",
            "reconnect_needed"
        ])
    );
}
