//! Tests of the table of words.

use chakra_connect_contract::status_words::{CONNECTION, NAME};

use super::Meaning::{ActionNeeded, Banned, Fine, InReview, Notice, ReconnectNeeded};
use super::*;

const FIELDS: [Field; 4] = [
    Field::Status,
    Field::NameStatus,
    Field::ChakraStatus,
    Field::AccountChakraStatus,
];

fn meaning(field: Field, text: &str) -> Option<Meaning> {
    let word = StatusWord { field, text };
    word.look_up().map(|it| it.meaning)
}

#[test]
fn each_word_has_one_meaning_in_each_field() {
    // The word, its meaning as a connection (number or account), and as a display name.
    for (word, connection, name) in [
        ("CONNECTED", Some(Fine), None),
        ("VERIFIED", Some(Fine), Some(Fine)),
        ("LINKED", Some(Fine), None),
        ("APPROVED", Some(Fine), Some(Fine)),
        ("AVAILABLE_WITHOUT_REVIEW", Some(Fine), Some(Fine)),
        ("PENDING", Some(Fine), Some(Fine)),
        ("NONE", Some(Fine), Some(Fine)),
        ("UNKNOWN", Some(Fine), Some(Fine)),
        ("PENDING_REVIEW", Some(InReview), Some(InReview)),
        ("IN_REVIEW", Some(InReview), Some(InReview)),
        ("UNDER_REVIEW", Some(InReview), Some(InReview)),
        ("MANUAL_REVIEW", Some(InReview), Some(InReview)),
        ("DEFERRED", Some(InReview), Some(InReview)),
        ("RESTRICTED", Some(ActionNeeded), None),
        ("FLAGGED", Some(ActionNeeded), None),
        ("WARNED", Some(ActionNeeded), None),
        ("RATE_LIMITED", Some(ActionNeeded), None),
        ("PAUSED", Some(ActionNeeded), None),
        ("UNVERIFIED", Some(ActionNeeded), None),
        ("DECLINED", Some(ActionNeeded), Some(Notice)),
        ("REJECTED", Some(ActionNeeded), Some(Notice)),
        ("EXPIRED", Some(ActionNeeded), Some(Notice)),
        ("DISCONNECTED", Some(ReconnectNeeded), None),
        ("DELETED", Some(ReconnectNeeded), None),
        ("MIGRATED", Some(ReconnectNeeded), None),
        ("OFFLINE", Some(ReconnectNeeded), None),
        ("BANNED", Some(Banned), None),
        ("WEIRD", None, None),
        ("", None, None),
    ] {
        for field in FIELDS {
            let expected = match field {
                Field::NameStatus => name,
                _ => connection,
            };
            assert_eq!(meaning(field, word), expected, "{word} as {field:?}");
        }
    }
}

#[test]
fn no_word_is_in_the_table_twice() {
    for table in [CONNECTION, NAME] {
        let words: Vec<_> = table.iter().flat_map(|(words, ..)| *words).collect();
        for (index, word) in words.iter().enumerate() {
            assert!(!words[..index].contains(word), "{word}");
            let folded = StatusWord {
                field: Field::Status,
                text: word,
            };
            assert_eq!(folded.folded(), **word, "never found otherwise");
        }
    }
}

#[test]
fn problems_are_explained() {
    for table in [CONNECTION, NAME] {
        for (words, meaning, message, solution) in table {
            assert_eq!(message.is_empty(), *meaning == Fine, "{words:?}");
            let has_solution = !solution.is_empty();
            assert_eq!(has_solution, !matches!(meaning, Fine | InReview));
        }
    }
    let said = |field, text| StatusWord { field, text }.look_up().unwrap().message;
    assert_eq!(said(Field::Status, "BANNED"), "Meta has banned the number.");
    assert_eq!(
        said(Field::AccountChakraStatus, "BANNED"),
        "Meta has banned the WhatsApp Business account."
    );
    assert_eq!(
        said(Field::NameStatus, "declined"),
        "Meta has declined the display name."
    );
}

#[test]
fn case_spaces_and_hyphens_are_folded() {
    for text in ["rate limited", " Rate-Limited ", "RATE_LIMITED"] {
        assert_eq!(meaning(Field::Status, text), Some(ActionNeeded), "{text}");
    }
}

#[test]
fn a_word_is_logged_and_nothing_else_is() {
    let loggable = |text| {
        let field = Field::Status;
        StatusWord { field, text }.loggable()
    };
    assert_eq!(loggable("half-open").as_deref(), Some("HALF_OPEN"));
    let longest = "A".repeat(LONGEST);
    assert_eq!(loggable(&longest).as_deref(), Some(longest.as_str()));
    for text in ["a\nb", "e.y.J", "<b>", "ünder", &"A".repeat(LONGEST + 1)] {
        assert_eq!(loggable(text), None, "{text}");
    }
}

#[test]
fn every_unknown_word_gets_the_same_text() {
    let said = |text| {
        let field = Field::Status;
        StatusWord { field, text }.unknown()
    };
    assert_eq!(said("A"), said("B"));
    assert_eq!(said("A").meaning, Notice);
}
