//! The card's texts and actions in each state.

use core::time::Duration;
use std::sync::Arc;

use chakra_connect::card::{Card, Click, Kind, Press, Surroundings, Tone, still_asked};
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::snapshot::{Frame, Snapshot};
use chakra_connect::flow::status::{Connection, Issue, Number, Report};
use chakra_connect::flow::{Input, State};
use chakra_connect::text::{Catalogue, Locale, Localizer, META_CODES, PlainEnglish};
use serde_json::{Value, json};

pub(crate) fn card(shown: &Snapshot) -> Card {
    asked(shown, None)
}

fn asked(shown: &Snapshot, asked: Option<State>) -> Card {
    in_words_of(shown, asked, Value::Null)
}

fn in_words_of(shown: &Snapshot, asked: Option<State>, own: Value) -> Card {
    let voice = Localizer {
        locale: Locale::ENGLISH,
        catalogue: &Catalogue::new(own, Arc::default()),
        intl: &PlainEnglish,
    };
    Card::of(shown, asked, &Surroundings::default(), &voice)
}

pub(crate) fn in_state(state: State) -> Snapshot {
    Snapshot {
        state,
        ..Snapshot::default()
    }
}

pub(crate) fn number() -> Number {
    Number {
        phone_number_id: "n1".to_owned(),
        display_phone_number: "+919876543210".to_owned(),
        verified_name: Some("Northwind Salon".to_owned()),
        quality_rating: Some("GREEN".to_owned()),
        messaging_limit_tier: Some("TIER_1K".to_owned()),
        issues: Vec::new(),
    }
}

pub(crate) fn connected(numbers: Vec<Number>) -> Snapshot {
    Snapshot {
        report: Some(Report {
            connection: Connection::Connected,
            numbers,
            connected_since: Some("2026-03-04T10:00:00Z".to_owned()),
            ..Report::NOT_CONNECTED
        }),
        offers_disconnect: true,
        offers_replace: true,
        ..in_state(State::Connected)
    }
}

fn failed(failure: Failure) -> Snapshot {
    Snapshot {
        failure: Some(failure),
        ..in_state(State::NotConnected)
    }
}

fn of_vendor(code: &str) -> Failure {
    Failure {
        vendor_code: Some(code.to_owned()),
        vendor_message: Some("Number cannot be used".to_owned()),
        ..Failure::new(Code::VendorError)
    }
}

#[test]
fn every_state_has_a_title_a_sentence_and_a_badge() {
    for state in State::ALL {
        let card = card(&in_state(state));
        for text in [
            &card.word.title,
            &card.word.sentence,
            &card.badge,
            &card.label,
        ] {
            assert!(!text.is_empty(), "{state:?}: {card:?}");
        }
        assert!(!card.word.sentence.contains('{'), "{card:?}");
    }
}

#[test]
fn a_long_wait_says_how_long_it_usually_takes() {
    for state in [State::Connecting, State::Confirming, State::InReview] {
        let card = card(&in_state(state));
        let said = format!("{} {}", card.word.sentence, card.hint.unwrap());
        assert!(
            ["minutes", "seconds", "days"]
                .iter()
                .any(|unit| said.contains(unit)),
            "{state:?}: {said}"
        );
    }
}

#[test]
fn before_a_signup_the_card_says_what_the_phone_will_ask() {
    let hint = card(&in_state(State::NotConnected)).hint.unwrap();
    assert!(hint.contains("WhatsApp Business app") && hint.contains("scan a code"));
}

#[test]
fn a_connected_number_is_shown_as_people_read_it() {
    let card = card(&connected(vec![number()]));
    assert_eq!(card.tone, Tone::Good);
    let shown = &card.numbers[0];
    assert_eq!(shown.digits, "+91 98765 43210");
    assert_eq!(shown.name.as_deref(), Some("Northwind Salon"));
    let facts: Vec<_> = shown
        .facts
        .iter()
        .map(|fact| (fact.term.as_str(), fact.value.as_str()))
        .collect();
    assert_eq!(
        facts,
        [
            ("Quality", "High"),
            ("Messaging limit", "1000 customers in 24 hours"),
            ("Connected since", "2026-03-04"),
        ]
    );
}

#[test]
fn unknown_facts_about_a_number_are_not_shown() {
    let mut odd = number();
    odd.quality_rating = Some("UNKNOWN".to_owned());
    odd.messaging_limit_tier = Some("TIER_99999999999K".to_owned());
    let mut shown = connected(vec![odd]);
    shown.report.as_mut().unwrap().connected_since = None;
    assert_eq!(card(&shown).numbers[0].facts, []);
}

/// Without a status call, the vendor's event gives only the id.
#[test]
fn a_number_known_only_by_its_id_is_not_shown() {
    let mut bare = number();
    bare.display_phone_number = String::new();
    bare.verified_name = None;
    assert_eq!(card(&connected(vec![bare])).numbers, []);
}

#[test]
fn limits_of_all_forms() {
    for (tier, expected) in [
        ("TIER_50", Some("50 customers in 24 hours")),
        ("TIER_100K", Some("100000 customers in 24 hours")),
        ("TIER_UNLIMITED", Some("Unlimited")),
        ("TIER_", None),
        ("TIER_MANY", None),
        ("1K", None),
    ] {
        let mut number = number();
        number.quality_rating = None;
        number.messaging_limit_tier = Some(tier.to_owned());
        let mut shown = connected(vec![number]);
        shown.report.as_mut().unwrap().connected_since = None;
        let card = card(&shown);
        let limit = card.numbers[0].facts.first();
        assert_eq!(limit.map(|fact| fact.value.as_str()), expected, "{tier}");
    }
}

#[test]
fn each_of_metas_codes_has_our_own_text_instead_of_metas() {
    let generic = card(&failed(of_vendor("1"))).word.notice.unwrap();
    assert_eq!(generic.vendor.as_deref(), Some("Number cannot be used"));
    let mut said = vec![generic.text];
    for (codes, message) in META_CODES {
        for code in *codes {
            let notice = card(&failed(of_vendor(code))).word.notice.unwrap();
            assert_eq!(notice.text.as_deref(), Some(message.english));
            assert_eq!(notice.vendor, None);
            assert_eq!(notice.code, format!("Code: vendor_error · {code}"));
        }
        let text = Some(message.english.to_owned());
        assert!(!said.contains(&text), "{text:?}");
        said.push(text);
    }
}

#[test]
fn a_known_issue_has_our_text_and_an_unknown_one_the_backends() {
    let mut sick = number();
    sick.issues = ["2388098", "141006"]
        .map(|code| Issue {
            code: Some(code.to_owned()),
            message: "Raw".to_owned(),
            solution: Some("Do this".to_owned()),
        })
        .to_vec();
    let card = card(&connected(vec![sick]));
    let issues = &card.numbers[0].issues;
    assert!(issues[0].issue.contains("verify your business"));
    assert_eq!(issues[0].solution, None);
    assert_eq!(issues[1].issue, "Raw");
    assert_eq!(issues[1].solution.as_deref(), Some("Do this"));
}

#[test]
fn an_unavailable_card_says_the_failure_once() {
    let shown = Snapshot {
        failure: Some(Code::BackendTimeout.into()),
        ..in_state(State::Unavailable)
    };
    let card = card(&shown);
    assert_eq!(card.word.sentence, Code::BackendTimeout.customer());
    let notice = card.word.notice.unwrap();
    assert_eq!((notice.text, notice.vendor), (None, None));
    assert_eq!(notice.code, "Code: backend_timeout");
    assert_eq!(card.actions[0].click, Click::Send(Input::Refresh));
}

#[test]
fn stale_data_shows_its_age() {
    for (seconds, age) in [
        (0, "1 minute ago"),
        (300, "5 minutes ago"),
        (7_300, "2 hours ago"),
        (90_000, "1 day ago"),
    ] {
        let mut shown = connected(vec![number()]);
        shown.stale = Some(Duration::from_secs(seconds));
        let stale = card(&shown).stale.unwrap();
        assert!(stale.ends_with(&format!("Last checked {age}.")), "{stale}");
    }
}

#[test]
fn a_double_click_on_disconnect_does_not_disconnect() {
    let shown = connected(vec![number()]);
    let before = card(&shown);
    let asks = Click::Ask(Some(State::Connected));
    let place = before
        .actions
        .iter()
        .position(|action| action.click == asks)
        .unwrap();
    let card = asked(&shown, Some(State::Connected));
    assert!(card.question.is_some());
    assert_eq!(card.actions[place].click, Click::Ask(None));
    let last = card.actions.last().unwrap();
    assert_eq!(last.kind, Kind::Danger);
    assert_eq!(last.click, Click::Send(Input::Disconnect));
}

#[test]
fn the_second_click_of_a_double_click_is_for_the_first_ones_button() {
    let press = |at: f64, place: (f64, f64), click: Click| Press { at, place, click };
    let first = press(1000.0, (200.0, 100.0), Click::Ask(Some(State::Connected)));
    let disconnect = || Click::Send(Input::Disconnect);
    for (at, place, click, is_second) in [
        (1100.0, (200.0, 100.0), disconnect(), true),
        (1499.0, (230.0, 70.0), disconnect(), true),
        (1100.0, (200.0, 100.0), Click::Ask(None), true),
        // The same button, twice.
        (1100.0, (200.0, 100.0), first.click.clone(), false),
        // Seen, and then clicked.
        (1500.0, (200.0, 100.0), disconnect(), false),
        // Elsewhere: another button, which was there before.
        (1100.0, (231.0, 100.0), disconnect(), false),
        (1100.0, (200.0, 69.0), disconnect(), false),
    ] {
        let press = press(at, place, click);
        assert_eq!(press.is_second_of(&first), is_second, "{press:?}");
    }
}

#[test]
fn a_question_of_another_state_is_no_longer_asked() {
    let card = asked(&connected(vec![number()]), Some(State::InReview));
    assert_eq!(card.question, None);
    assert_eq!(card.actions.last().unwrap().kind, Kind::Quiet);
}

#[test]
fn several_numbers_are_buttons_and_are_counted() {
    let mut shown = connected(vec![number(), number()]);
    shown.state = State::ChooseNumber;
    shown.offers_choice = true;
    let card = card(&shown);
    assert!(card.word.sentence.ends_with("There are 2 in your account."));
    assert_eq!(card.numbers, []);
    let clicks: Vec<_> = card.choices.iter().map(|choice| &choice.click).collect();
    assert_eq!(clicks, [&Click::Send(Input::Choose("n1".to_owned())); 2]);
}

#[test]
fn a_connected_number_can_be_changed() {
    let card = card(&connected(vec![number()]));
    let replace = Click::Send(Input::Connect(Intent::Replace));
    assert_eq!(card.actions[0].click, replace);
}

#[test]
fn a_change_of_the_number_says_what_becomes_of_the_current_one() {
    let mut shown = connected(vec![number()]);
    shown.frame = Frame::Ready;
    shown.offers_withdrawal = true;
    let word = card(&shown).word;
    assert_eq!(word.title, "Change number");
    assert!(word.sentence.contains("stays connected"));
}

#[test]
fn a_reason_that_a_number_repeats_is_said_once() {
    let mut unpaid = number();
    unpaid.issues = vec![Issue {
        message: "No payment method".to_owned(),
        ..Issue::default()
    }];
    let mut shown = connected(vec![unpaid]);
    shown.state = State::ActionNeeded;
    let reason = |shown: &mut Snapshot, text: &str| {
        shown.report.as_mut().unwrap().reason = Some(text.to_owned());
        card(shown).word.sentence
    };
    let own = reason(&mut shown, "No payment method");
    assert!(own.starts_with("It is connected"));
    let other = reason(&mut shown, "Something else");
    assert_eq!(other, "Something else");
}

#[test]
fn the_backends_english_is_set_apart_in_other_languages() {
    let in_language = |tag: &str, shown: &Snapshot| {
        let voice = Localizer {
            locale: Locale::of(tag).unwrap(),
            catalogue: &Catalogue::default(),
            intl: &PlainEnglish,
        };
        Card::of(shown, None, &Surroundings::default(), &voice)
    };
    let mut shown = connected(vec![number()]);
    shown.report.as_mut().unwrap().reason = Some("Paused by Meta.".to_owned());
    shown.state = State::ActionNeeded;
    // Without the isolates, the full stop would stand at the wrong end.
    let sentence = in_language("ar", &shown).word.sentence;
    assert_eq!(sentence, "\u{2068}Paused by Meta.\u{2069}");
    assert_eq!(in_language("de", &shown).word.sentence, "Paused by Meta.");
    let mut foreign = shown.clone();
    foreign.report.as_mut().unwrap().reason = Some("تم الإيقاف.".to_owned());
    let sentence = in_language("en", &foreign).word.sentence;
    assert_eq!(sentence, "\u{2068}تم الإيقاف.\u{2069}");
    // The card has its own sentence about a review.
    shown.state = State::InReview;
    shown.report.as_mut().unwrap().connection = Connection::InReview;
    assert_eq!(in_language("en", &shown).word.sentence, "Paused by Meta.");
    assert_ne!(in_language("de", &shown).word.sentence, "Paused by Meta.");
}

#[test]
fn the_pages_own_texts_override_ours() {
    let own = json!({ "connected.title": "Ready to chat", "connected.sentence": 7, "stale": "Old: {age}" });
    let mut shown = connected(vec![number()]);
    shown.stale = Some(Duration::from_mins(5));
    let card = in_words_of(&shown, None, own);
    assert_eq!(card.word.title, "Ready to chat");
    // Not a text: our own stays.
    assert!(card.word.sentence.starts_with("Messages are sent"));
    assert_eq!(card.stale.unwrap(), "Old: 5 minutes ago");
}

#[test]
fn a_card_without_its_language_says_nothing() {
    let card = Card::unspoken();
    assert_eq!((card.state, card.frame), (State::Loading, Frame::Hidden));
    let said = [card.word.title, card.word.sentence, card.badge, card.label].concat();
    assert_eq!(said, "");
    assert_eq!((card.actions, card.choices), (vec![], vec![]));
}

#[test]
fn the_text_above_the_vendors_frame_reserves_space_for_the_text_after_the_click() {
    let mut offered = connected(vec![number()]);
    offered.frame = Frame::Ready;
    offered.offers_withdrawal = true;
    let before = card(&offered).word;
    offered.state = State::Connecting;
    offered.offers_withdrawal = false;
    let after = card(&offered).word;
    // Each reserves the space of the other.
    assert_eq!(before.reserved, Some((after.title, after.sentence)));
    assert_eq!(after.reserved, Some((before.title, before.sentence)));
}

#[test]
fn a_hint_that_disappears_with_the_click_frees_enough_space() {
    for (state, frame) in [
        (State::NotConnected, Frame::Ready),
        (State::Connecting, Frame::Ready),
        (State::Loading, Frame::Loading),
        (State::Connected, Frame::Hidden),
    ] {
        let shown = Snapshot {
            frame,
            ..in_state(state)
        };
        assert_eq!(card(&shown).word.reserved, None, "{state:?}");
    }
}

#[test]
fn a_question_disappears_for_good_with_the_state_it_was_asked_in() {
    let shown = connected(vec![number()]);
    let in_need = Snapshot {
        state: State::ActionNeeded,
        ..shown.clone()
    };
    // A replacement is offered on top; the state is the same.
    let replacing = Snapshot {
        offers_disconnect: false,
        ..shown.clone()
    };
    let asked = Some(State::Connected);
    assert_eq!(still_asked(asked, &shown), asked);
    for between in [in_need, replacing] {
        let asked = still_asked(asked, &between);
        assert_eq!(still_asked(asked, &shown), None);
    }
}

#[test]
fn if_no_choice_is_possible_the_card_offers_none() {
    let mut shown = connected(vec![number(), number()]);
    shown.state = State::ChooseNumber;
    let card = card(&shown);
    assert_eq!(card.word.title, "Several numbers found");
    assert!(card.word.sentence.contains("Tell support which one"));
    // The customer sees the numbers.
    assert_eq!((card.choices.len(), card.numbers.len()), (0, 2));
    assert_eq!(card.actions[0].label, "Check now");
    assert_eq!(card.actions[0].click, Click::Send(Input::Refresh));
}

#[test]
fn a_check_that_the_customer_asked_for_is_shown_and_moves_nothing() {
    for state in [State::Confirming, State::InReview, State::ActionNeeded] {
        let shown = in_state(state);
        let usual = card(&shown);
        let checking = card(&Snapshot {
            is_checking: true,
            ..shown
        });
        let word = checking.word;
        assert_eq!(word.title, usual.word.title);
        assert_eq!(word.sentence, "Checking your WhatsApp connection…");
        assert_eq!(word.reserved, Some((usual.word.title, usual.word.sentence)));
        // The focused button stays the same.
        assert_eq!(checking.actions, usual.actions);
    }
}
