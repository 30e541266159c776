//! The head of the card: tone, title, sentence, and the notice about a failure.

use super::appearance::Surroundings;
use super::{lacks_popup, offers_signup};
use crate::flow::error::{Code, Failure};
use crate::flow::status::{Connection, Report};
use crate::flow::{Snapshot, State};
use crate::text::{self, InApp, Locale, Localizer, Message};

/// The colour of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Neutral,
    /// Something is under way.
    Busy,
    /// All is well.
    Good,
    /// The customer should look.
    Attention,
    /// It does not work.
    Bad,
}

impl Tone {
    /// The tone of a snapshot.
    #[must_use]
    pub fn of(shown: &Snapshot) -> Self {
        match shown.state {
            _ if lacks_popup(shown) => Self::Attention,
            State::NotConnected => Self::Neutral,
            State::Loading | State::Connecting | State::Confirming | State::Disconnecting => {
                Self::Busy
            }
            State::Connected => Self::Good,
            State::ConnectedWithoutNumber
            | State::ChooseNumber
            | State::InReview
            | State::ActionNeeded
            | State::ReconnectNeeded => Self::Attention,
            State::Unavailable => Self::Bad,
        }
    }

    /// The tone as the style sheet names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Busy => "busy",
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Bad => "bad",
        }
    }
}

/// The text announced when it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    /// The state.
    pub title: String,
    /// Its meaning for the customer.
    pub sentence: String,
    /// The preceding failure.
    pub notice: Option<Notice>,
    /// A title and sentence whose place is kept: those before or after a click into the vendor's frame, so that the
    /// frame does not move away from the pointer, or those that are shown again after a check.
    pub reserved: Option<(String, String)>,
}

/// A failure, for the customer and for those who help them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The problem and its solution; `None` if the card's sentence says it.
    pub text: Option<String>,
    /// The vendor's own words, if we have no text.
    pub vendor: Option<String>,
    /// Our code, and the vendor's.
    pub code: String,
}

impl Headline {
    pub(super) fn of(shown: &Snapshot, around: &Surroundings, voice: &Localizer<'_>) -> Self {
        let lacks_popup = lacks_popup(shown);
        let (title, sentence) = match shown.state {
            // Nothing can be finished in a window that did not open.
            _ if lacks_popup => (text::NO_POPUP_TITLE, text::CONNECTING_SENTENCE),
            state if shown.offers_withdrawal => offer(state),
            State::ChooseNumber if !shown.offers_choice => {
                (text::NO_CHOICE_TITLE, text::NO_CHOICE_SENTENCE)
            }
            state => headline(state),
        };
        let count = shown
            .report
            .as_ref()
            .map_or(0, |report| report.numbers.len());
        let reason = shown
            .report
            .as_ref()
            .and_then(|report| reason(report, voice));
        let sentence = match (shown.state, &shown.failure, reason) {
            // The notice says what helps.
            _ if lacks_popup => String::new(),
            (State::Unavailable, Some(failure), _) => voice.say(explanation(failure)),
            _ if shown.offers_withdrawal => voice.say(sentence),
            (State::ActionNeeded | State::InReview, _, Some(reason)) => reason,
            (State::ChooseNumber, ..) => {
                voice.count(sentence, u32::try_from(count).unwrap_or(u32::MAX))
            }
            _ => voice.say(sentence),
        };
        let title = voice.say(title);
        let reserved = reserved(shown, around)
            .map(|(title, sentence)| (voice.say(title), voice.say(sentence)));
        // Announced when the customer asks, and again when the answer is the same as before.
        let is_checking = shown.is_checking && shown.state != State::Loading;
        let (sentence, reserved) = if is_checking && reserved.is_none() {
            let checking = voice.say(text::LOADING_SENTENCE);
            (checking, Some((title.clone(), sentence)))
        } else {
            (sentence, reserved)
        };
        Self {
            title,
            sentence,
            notice: shown
                .failure
                .as_ref()
                .map(|failure| Notice::of(failure, shown.state, around, voice)),
            reserved,
        }
    }
}

/// The headline on the other side of a click into the vendor's frame. A hint above the frame disappears with the click,
/// and leaves more than the reserved space.
fn reserved(shown: &Snapshot, around: &Surroundings) -> Option<(Message, Message)> {
    let is_open = shown.state == State::Connecting;
    let report = shown.report.as_ref();
    let before = match report {
        Some(report) if is_open => report.connection.into(),
        None if is_open => State::NotConnected,
        _ => shown.state,
    };
    let is_clickable = offers_signup(shown) && !shown.offers_start && before != State::Loading;
    let has_hint = around.in_app.is_some() || hint_of(before).is_some();
    let across = if is_open {
        offer(before)
    } else {
        headline(State::Connecting)
    };
    (is_clickable && !has_hint).then_some(across)
}

impl Notice {
    fn of(failure: &Failure, state: State, around: &Surroundings, voice: &Localizer<'_>) -> Self {
        let ours = meta(failure);
        let in_app = around.in_app.as_ref();
        let in_app = in_app.filter(|_| failure.code == Code::PopupNotSeen);
        let code = match &failure.vendor_code {
            Some(vendor) => [failure.code.as_str(), " · ", vendor].concat(),
            None => failure.code.as_str().to_owned(),
        };
        Self {
            text: (state != State::Unavailable).then(|| match in_app {
                Some(app) => inside(app, voice),
                None => voice.say(explanation(failure)),
            }),
            vendor: failure
                .vendor_message
                .as_deref()
                .filter(|_| ours.is_none())
                .map(|text| voice.quote(text)),
            code: voice.fill(text::ERROR_CODE, "code", &code),
        }
    }
}

/// The explanation of a failure: by the vendor's code where it is known, else by ours.
fn explanation(failure: &Failure) -> Message {
    meta(failure).unwrap_or_else(|| failure.code.into())
}

fn meta(failure: &Failure) -> Option<Message> {
    let is_vendors = failure.code == Code::VendorError;
    let code = failure.vendor_code.as_deref().filter(|_| is_vendors)?;
    text::of_meta_code(code)
}

/// The backend's own words about the connection, unless a number's issue says the same below. A review has no issue, and
/// the card's sentence about it is in the customer's language.
fn reason(report: &Report, voice: &Localizer<'_>) -> Option<String> {
    let reason = report.reason.as_ref()?;
    let is_foreign = report.connection == Connection::InReview && voice.locale != Locale::ENGLISH;
    let mut issues = report.numbers.iter().flat_map(|number| &number.issues);
    let is_repeated = issues.any(|issue| issue.message == *reason);
    (!is_foreign && !is_repeated).then(|| voice.quote(reason))
}

/// The headline of a signup that is offered in this state. On top of a connected number, it is for another one.
fn offer(state: State) -> (Message, Message) {
    match state {
        State::Connected | State::InReview | State::ActionNeeded | State::ChooseNumber => {
            (text::CHANGE_NUMBER, text::REPLACE_SENTENCE)
        }
        _ => headline(state),
    }
}

fn headline(state: State) -> (Message, Message) {
    match state {
        State::Loading => (text::LOADING_TITLE, text::LOADING_SENTENCE),
        State::NotConnected => (text::NOT_CONNECTED_TITLE, text::NOT_CONNECTED_SENTENCE),
        State::Connecting => (text::CONNECTING_TITLE, text::CONNECTING_SENTENCE),
        State::Confirming => (text::CONFIRMING_TITLE, text::CONFIRMING_SENTENCE),
        State::Connected => (text::CONNECTED_TITLE, text::CONNECTED_SENTENCE),
        State::ConnectedWithoutNumber => {
            (text::WITHOUT_NUMBER_TITLE, text::WITHOUT_NUMBER_SENTENCE)
        }
        State::ChooseNumber => (text::CHOOSE_TITLE, text::CHOOSE_SENTENCE),
        State::InReview => (text::IN_REVIEW_TITLE, text::IN_REVIEW_SENTENCE),
        State::ActionNeeded => (text::ACTION_NEEDED_TITLE, text::ACTION_NEEDED_SENTENCE),
        State::ReconnectNeeded => (text::RECONNECT_TITLE, text::RECONNECT_SENTENCE),
        State::Disconnecting => (text::DISCONNECTING_TITLE, text::DISCONNECTING_SENTENCE),
        State::Unavailable => (text::UNAVAILABLE_TITLE, Code::BackendUnavailable.into()),
    }
}

pub(super) fn badge(shown: &Snapshot) -> Message {
    match Tone::of(shown) {
        _ if shown.state == State::InReview => text::BADGE_IN_REVIEW,
        _ if shown.state == State::ReconnectNeeded => text::BADGE_NOT_CONNECTED,
        Tone::Neutral => text::BADGE_NOT_CONNECTED,
        Tone::Busy => text::BADGE_BUSY,
        Tone::Good => text::BADGE_CONNECTED,
        Tone::Attention => text::BADGE_ATTENTION,
        Tone::Bad => text::BADGE_UNAVAILABLE,
    }
}

/// The expected duration or the coming questions. Inside an app: a warning that the sign-up may not work there, before
/// the customer finds out.
pub(super) fn hint(
    shown: &Snapshot,
    around: &Surroundings,
    voice: &Localizer<'_>,
) -> Option<String> {
    match &around.in_app {
        _ if lacks_popup(shown) => None,
        Some(app) if shown.state != State::Connecting && offers_signup(shown) => {
            Some(inside(app, voice))
        }
        _ => hint_of(shown.state).map(|hint| voice.say(hint)),
    }
}

/// A warning that the page is open inside `app`, and the way out.
fn inside(app: &InApp, voice: &Localizer<'_>) -> String {
    let unnamed = || voice.say(text::IN_APP_UNNAMED);
    let name = app.name.map_or_else(unnamed, str::to_owned);
    voice.fill(text::IN_APP, "app", &name)
}

fn hint_of(state: State) -> Option<Message> {
    match state {
        State::NotConnected | State::ReconnectNeeded => Some(text::NOT_CONNECTED_HINT),
        State::Connecting => Some(text::CONNECTING_HINT),
        State::Confirming => Some(text::CONFIRMING_HINT),
        State::InReview => Some(text::IN_REVIEW_HINT),
        _ => None,
    }
}
