//! Table tests of what prevents a number from being connected: status words, accounts, and missing records.

use super::ConnectionState::{
    ActionNeeded, ChooseNumber, Connected, ConnectedWithoutNumber, InReview, ReconnectNeeded,
};
use super::*;
use crate::chakra::{ChakraError, Field, PhoneRecord};
use serde_json::{Value, json};
use time::Duration;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-03-02 10:00:00 UTC);

fn plugin(numbers: &[&str]) -> PluginRecord {
    PluginRecord {
        is_active: true,
        account_ids: vec!["a1".to_owned(), "a2".to_owned()],
        phone_number_ids: numbers.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn found(id: &str, record: &Value) -> NumberLookup {
    NumberLookup::Found(PhoneRecord::read(id, "p", record).unwrap())
}

fn missing(id: &str, first_seen: Option<OffsetDateTime>) -> NumberLookup {
    NumberLookup::Missing {
        phone_number_id: id.to_owned(),
        first_seen,
    }
}

fn failed(id: &str) -> NumberLookup {
    NumberLookup::Failed {
        phone_number_id: id.to_owned(),
        error: ChakraError::TimedOut,
    }
}

fn accounts(words: &[(&str, &str)]) -> Vec<AccountRecord> {
    let account = |(id, word): &(&str, &str)| AccountRecord {
        id: (*id).to_owned(),
        chakra_status: Some((*word).to_owned()),
    };
    words.iter().map(account).collect()
}

fn decide(lookups: &[NumberLookup], accounts: &[AccountRecord]) -> Connection {
    let ids: Vec<_> = lookups.iter().map(NumberLookup::phone_number_id).collect();
    Connection::from_records(&plugin(&ids), lookups, accounts, NOW)
}

fn shown(connection: &Connection) -> Vec<&str> {
    let numbers = connection.numbers.iter();
    numbers.map(|it| it.phone_number_id.as_str()).collect()
}

#[test]
fn the_most_serious_word_decides() {
    // status, chakraStatus, nameStatus; the account's chakraStatus; the state; words in the reason.
    for (words, account, state, about) in [
        ("CONNECTED CONNECTED APPROVED", "CONNECTED", Connected, ""),
        ("PENDING CONNECTED NONE", "PENDING", Connected, ""),
        ("VERIFIED approved APPROVED", "active", Connected, ""),
        (
            "RESTRICTED CONNECTED NONE",
            "ACTIVE",
            ActionNeeded,
            "number",
        ),
        ("ACTIVE rate-limited NONE", "ACTIVE", ActionNeeded, "number"),
        ("FLAGGED ACTIVE IN_REVIEW", "ACTIVE", ActionNeeded, "number"),
        (
            "DISCONNECTED ACTIVE NONE",
            "ACTIVE",
            ReconnectNeeded,
            "number",
        ),
        ("PAUSED Offline NONE", "ACTIVE", ReconnectNeeded, "number"),
        ("BANNED DISCONNECTED NONE", "ACTIVE", ActionNeeded, "banned"),
        (
            "ACTIVE ACTIVE in-review",
            "ACTIVE",
            InReview,
            "display name",
        ),
        ("ACTIVE ACTIVE NONE", "UNDER_REVIEW", InReview, "account"),
        ("ACTIVE ACTIVE NONE", "OFFLINE", ReconnectNeeded, "account"),
        ("PAUSED ACTIVE NONE", "MIGRATED", ReconnectNeeded, "account"),
        ("ACTIVE ACTIVE NONE", "BANNED", ActionNeeded, "account"),
    ] {
        let case = format!("{words}; {account}");
        let words: Vec<_> = words.split(' ').collect();
        let record = json!({"status": words[0], "chakraStatus": words[1], "nameStatus": words[2]});
        let connection = decide(
            &[found("n1", &record)],
            &accounts(&[("a1", account), ("a2", "CONNECTED")]),
        );
        assert_eq!(connection.state, state, "{case}");
        let reason = connection.reason.as_deref().unwrap_or_default();
        assert_eq!(reason.is_empty(), about.is_empty(), "{case}: {reason}");
        assert!(reason.contains(about), "{case}: {reason}");
        let has_issue = !connection.numbers[0].issues.is_empty();
        assert_eq!(has_issue, !matches!(state, Connected | InReview), "{case}");
    }
}

#[test]
fn metas_own_explanation_comes_before_a_word() {
    let blocked = json!({
        "status": "RESTRICTED", "chakraStatus": "RESTRICTED",
        "healthStatus": {"entities": [{
            "can_send_message": "BLOCKED",
            "errors": [{"error_description": "No payment method"}],
        }]},
    });
    let connection = decide(&[found("n1", &blocked)], &[]);
    assert_eq!(connection.state, ActionNeeded);
    assert_eq!(connection.reason.as_deref(), Some("No payment method"));
    let issues = &connection.numbers[0].issues;
    let messages: Vec<_> = issues.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        messages,
        ["No payment method", "Meta restricts the number."]
    );
}

#[test]
fn a_declined_display_name_is_reported_and_does_not_disconnect() {
    for word in ["DECLINED", "EXPIRED"] {
        let connection = decide(&[found("n1", &json!({"nameStatus": word}))], &[]);
        assert_eq!(connection.state, Connected, "{word}");
        assert_eq!(connection.reason, None, "{word}");
        let issue = &connection.numbers[0].issues[0];
        assert!(issue.message.contains("the display name"), "{issue:?}");
        assert!(issue.solution.is_some(), "{issue:?}");
    }
    let declined = decide(&[found("n1", &json!({"status": "DECLINED"}))], &[]);
    assert_eq!(declined.state, ActionNeeded);
}

#[test]
fn an_unknown_word_is_reported_and_removes_nothing() {
    let lookups = [found(
        "n1",
        &json!({"status": "HALF_OPEN", "chakraStatus": "CONNECTED", "nameStatus": "odd"}),
    )];
    let accounts = accounts(&[("a1", "WOBBLY"), ("a2", "CONNECTED")]);
    let connection = decide(&lookups, &accounts);
    assert_eq!(connection.state, Connected);
    let issues = &connection.numbers[0].issues;
    let messages: Vec<_> = issues.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "Chakra reports a status of the number that is not known here.",
            "Chakra reports a status of the display name that is not known here.",
            "Chakra reports a status of the WhatsApp Business account that is not known here.",
        ]
    );
    let unknown: Vec<_> = unknown_words(&lookups, &accounts)
        .map(|word| (word.field, word.text))
        .collect();
    assert_eq!(
        unknown,
        [
            (Field::Status, "HALF_OPEN"),
            (Field::NameStatus, "odd"),
            (Field::AccountChakraStatus, "WOBBLY"),
        ]
    );
    let in_review = json!({"status": "HALF_OPEN", "nameStatus": "PENDING_REVIEW"});
    assert_eq!(decide(&[found("n1", &in_review)], &[]).state, InReview);
}

#[test]
fn an_account_counts_for_its_own_numbers() {
    let lost = accounts(&[("a1", "CONNECTED"), ("a2", "DISCONNECTED")]);
    for (waba, state) in [
        (json!("a1"), Connected),
        (json!("a2"), ReconnectNeeded),
        // Its account is unknown, so the most serious one counts.
        (json!(null), ReconnectNeeded),
        (json!("a9"), ReconnectNeeded),
    ] {
        let connection = decide(&[found("n1", &json!({"waba": waba}))], &lost);
        assert_eq!(connection.state, state, "{waba}");
    }
    let foreign = accounts(&[("a9", "DISCONNECTED")]);
    let connection = decide(&[found("n1", &json!({}))], &foreign);
    assert_eq!(connection.state, Connected, "not the plugin's account");

    for (word, state) in [
        ("CONNECTED", ConnectedWithoutNumber),
        ("IN_REVIEW", ConnectedWithoutNumber),
        ("DISCONNECTED", ReconnectNeeded),
        ("BANNED", ActionNeeded),
    ] {
        let connection = decide(&[], &accounts(&[("a1", word)]));
        assert_eq!(connection.state, state, "{word}");
        assert!(connection.reason.is_some(), "{word}");
    }
}

#[test]
fn a_missing_record_is_tolerated_for_ten_minutes() {
    for (first_seen, state) in [
        (Some(NOW), Connected),
        (Some(NOW - Duration::minutes(10)), Connected),
        (Some(NOW + Duration::minutes(3)), Connected),
        (None, Connected),
        (
            Some(NOW - Duration::minutes(10) - Duration::SECOND),
            ConnectedWithoutNumber,
        ),
        (Some(NOW - Duration::days(90)), ConnectedWithoutNumber),
    ] {
        let connection = decide(&[missing("n1", first_seen)], &[]);
        assert_eq!(connection.state, state, "{first_seen:?}");
        let is_connected = state == Connected;
        assert_eq!(connection.reason.is_none(), is_connected);
        assert_eq!(shown(&connection).len(), usize::from(is_connected));
    }
    let lost = accounts(&[("a1", "DISCONNECTED")]);
    assert_eq!(decide(&[missing("n1", None)], &lost).state, ReconnectNeeded);
}

#[test]
fn a_number_that_lapsed_leaves_the_others() {
    let old = missing("n1", Some(NOW - Duration::days(1)));
    let one = decide(&[old.clone(), found("n2", &json!({}))], &[]);
    assert_eq!(one.state, Connected);
    assert_eq!(shown(&one), ["n2"]);
    let banned = json!({"status": "BANNED"});
    let one = decide(&[old.clone(), found("n2", &banned)], &[]);
    assert_eq!(one.state, ActionNeeded);
    let two = [old, found("n2", &banned), found("n3", &json!({}))];
    let two = decide(&two, &[]);
    assert_eq!(two.state, ChooseNumber);
    assert_eq!(shown(&two), ["n2", "n3"]);
    assert!(!two.numbers[0].issues.is_empty());
}

#[test]
fn several_numbers_without_a_connected_one_leave_no_choice() {
    let number = |id: &str, status: &str| found(id, &json!({"status": status}));
    for (first, second, state) in [
        ("DISCONNECTED", "DELETED", ReconnectNeeded),
        ("BANNED", "DISCONNECTED", ReconnectNeeded),
        ("BANNED", "BANNED", ActionNeeded),
        ("BANNED", "FLAGGED", ChooseNumber),
        ("DISCONNECTED", "CONNECTED", ChooseNumber),
    ] {
        let connection = decide(&[number("n1", first), number("n2", second)], &[]);
        assert_eq!(connection.state, state, "{first} {second}");
        assert!(connection.reason.is_some());
        assert_eq!(connection.number_in_use(), None, "none was chosen");
        assert_eq!(shown(&connection), ["n1", "n2"]);
    }
}

#[test]
fn a_number_that_could_not_be_read_stays_listed() {
    let lookups = [failed("n1"), found("n2", &json!({}))];
    assert_eq!(failure_of_all(&lookups, NOW), None);
    let connection = decide(&lookups, &[]);
    assert_eq!(connection.state, ChooseNumber);
    assert_eq!(shown(&connection), ["n1", "n2"]);
    assert_eq!(connection.numbers[0].display_phone_number, "n1");
    assert_eq!(
        connection.numbers[0].issues[0].message,
        "The record of this number could not be read just now."
    );
    assert_eq!(connection.numbers[1].issues, []);
}

#[test]
fn without_readable_records_nothing_is_reported() {
    let old = missing("n1", Some(NOW - Duration::days(1)));
    let new = missing("n1", None);
    for (lookups, has_failed) in [
        (vec![], false),
        (vec![failed("n1")], true),
        (vec![failed("n1"), failed("n2")], true),
        (vec![old.clone(), failed("n2")], true),
        (vec![old], false),
        (vec![new, failed("n2")], false),
    ] {
        let failure = failure_of_all(&lookups, NOW);
        let expected = has_failed.then_some(ChakraError::TimedOut);
        assert_eq!(failure, expected, "{lookups:?}");
    }
}
