//! The card where no popup was seen to open, and inside apps, where none may open.

use chakra_connect::card::{Action, Card, Click, Kind, Surroundings, Tone};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::CancelReason;
use chakra_connect::flow::snapshot::{Frame, Snapshot};
use chakra_connect::flow::{Input, State};
use chakra_connect::text::{Catalogue, InApp, Locale, Localizer, PlainEnglish};

use crate::card::{card, connected, in_state, number};

/// No window was seen to open after the click.
fn without_popup() -> Snapshot {
    Snapshot {
        frame: Frame::Ready,
        failure: Some(Code::PopupNotSeen.into()),
        ..in_state(State::Connecting)
    }
}

fn around(shown: &Snapshot, around: &Surroundings) -> Card {
    let voice = Localizer {
        locale: Locale::ENGLISH,
        catalogue: &Catalogue::default(),
        intl: &PlainEnglish,
    };
    Card::of(shown, None, around, &voice)
}

fn inside(user_agent: &str) -> Surroundings {
    Surroundings {
        in_app: InApp::detect(user_agent, "https://partner.example/settings?code=1"),
        fallback: None,
    }
}

const INSTAGRAM: &str =
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Instagram 330.0.0.40.92 Android";
/// Before iOS 17, no link leads from an in-app browser to Safari.
const OLD_WEB_VIEW: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";

fn links(card: &Card) -> Vec<(&str, Kind, &str)> {
    let link = |action| match action {
        &Action {
            ref label,
            kind,
            click: Click::Visit(ref address),
        } => Some((label.as_str(), kind, address.as_str())),
        _ => None,
    };
    card.actions.iter().filter_map(link).collect()
}

#[test]
fn if_no_window_was_seen_the_customer_reads_once_what_helps() {
    let card = card(&without_popup());
    assert_eq!(card.state, State::Connecting);
    assert_eq!(card.tone, Tone::Attention);
    assert_eq!(card.word.title, "Don't see a window?");
    // The card does not mention a window that may not exist.
    assert_eq!((card.word.sentence.as_str(), card.hint), ("", None));
    let notice = card.word.notice.unwrap();
    assert!(notice.text.unwrap().contains("Allow pop-ups"));
    assert_eq!(notice.code, "Code: popup_not_seen");
    let again = Click::Send(Input::Reset(CancelReason::User));
    assert_eq!(card.actions[0].click, again);
}

#[test]
fn once_the_window_is_seen_the_card_is_that_of_any_attempt() {
    let mut shown = without_popup();
    shown.failure = None;
    let card = card(&shown);
    assert_eq!(card.tone, Tone::Busy);
    assert_eq!(card.word.title, "Finish in the other window");
    assert!(card.word.notice.is_none() && card.hint.is_some());
}

#[test]
fn inside_an_app_the_customer_is_told_before_the_click() {
    for state in [State::NotConnected, State::ReconnectNeeded] {
        let mut shown = Snapshot {
            frame: Frame::Ready,
            ..in_state(state)
        };
        let card = around(&shown, &inside(INSTAGRAM));
        let hint = card.hint.as_deref().unwrap();
        assert!(hint.contains("inside Instagram, where"), "{hint}");
        assert_eq!(
            links(&card),
            [(
                "Open in browser",
                Kind::Secondary,
                "intent://partner.example/settings#Intent;scheme=https;action=android.intent.action.VIEW;end"
            )]
        );
        // This is not a failure.
        assert!(card.word.notice.is_none());
        assert_eq!(card.tone, self::card(&shown).tone);
        shown.frame = Frame::Hidden;
        shown.offers_start = true;
        assert_eq!(around(&shown, &inside(INSTAGRAM)).hint, card.hint);
    }
}

#[test]
fn inside_an_app_a_number_is_changed_with_the_same_words() {
    let mut shown = connected(vec![number()]);
    assert_eq!(around(&shown, &inside(INSTAGRAM)), card(&shown));
    shown.frame = Frame::Ready;
    let card = around(&shown, &inside(INSTAGRAM));
    assert!(card.hint.unwrap().contains("Instagram"));
    // The hint disappears with the click, which frees the space that is otherwise reserved.
    assert_eq!(card.word.reserved, None);
    shown.state = State::Connecting;
    assert_eq!(around(&shown, &inside(INSTAGRAM)).word.reserved, None);
}

#[test]
fn inside_an_app_a_window_that_did_not_open_names_the_app() {
    let mut surroundings = inside(INSTAGRAM);
    surroundings.fallback = Some("https://partner.example/help".to_owned());
    let card = around(&without_popup(), &surroundings);
    let notice = card.word.notice.as_ref().unwrap();
    let text = notice.text.as_deref().unwrap();
    assert!(
        text.contains("inside Instagram") && !text.contains("pop-ups"),
        "{text}"
    );
    assert_eq!(notice.code, "Code: popup_not_seen");
    let shown = links(&card)
        .into_iter()
        .map(|(label, kind, _)| (label, kind));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("Open in browser", Kind::Primary),
            ("Continue on another page", Kind::Quiet)
        ]
    );
}

#[test]
fn inside_an_app_without_a_name_or_link_the_customer_is_told_how() {
    for shown in [
        without_popup(),
        Snapshot {
            frame: Frame::Ready,
            ..in_state(State::NotConnected)
        },
    ] {
        let card = around(&shown, &inside(OLD_WEB_VIEW));
        let notice = card.word.notice.as_ref().and_then(|it| it.text.clone());
        let said = card.hint.clone().or(notice).unwrap();
        assert!(said.contains("inside an app, where"), "{said}");
        assert!(said.contains("Use the app's menu"), "{said}");
        assert_eq!(links(&card), []);
    }
}

#[test]
fn a_card_that_needs_no_window_does_not_mention_apps() {
    for state in State::ALL {
        let shown = in_state(state);
        assert_eq!(
            around(&shown, &inside(INSTAGRAM)),
            card(&shown),
            "{state:?}"
        );
    }
}

#[test]
fn the_fallback_page_is_offered_only_if_no_window_was_seen() {
    let surroundings = Surroundings {
        fallback: Some("https://partner.example/help".to_owned()),
        ..Surroundings::default()
    };
    let expected = (
        "Continue on another page",
        Kind::Quiet,
        "https://partner.example/help",
    );
    let card = around(&without_popup(), &surroundings);
    assert_eq!(links(&card), [expected]);
    for state in State::ALL {
        let card = around(&in_state(state), &surroundings);
        assert_eq!(links(&card), [], "{state:?}");
    }
}
