//! The head of the card: its tone, its title and sentence, and what went wrong.

use crate::flow::error::{Code, Failure};
use crate::flow::snapshot::Frame;
use crate::flow::{Snapshot, State};
use crate::text::{self, Message, Voice};

/// How a state is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing is right or wrong.
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
    /// The tone of a state.
    #[must_use]
    pub fn of(state: State) -> Self {
        match state {
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

/// What is spoken when it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// What is so.
    pub title: String,
    /// What that means.
    pub sentence: String,
    /// What went wrong before.
    pub notice: Option<Notice>,
    /// The title and sentence of the state before or after a click into the vendor's frame: their
    /// place is kept, so that the frame does not move away under the pointer.
    pub room: Option<(String, String)>,
}

/// A failure, for the customer and for who helps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened and what to do; none where the card's sentence says it.
    pub text: Option<String>,
    /// The vendor's own words, where we have none of ours.
    pub vendor: Option<String>,
    /// The code, and the vendor's.
    pub code: String,
}

impl Word {
    pub(super) fn of(shown: &Snapshot, voice: &Voice<'_>) -> Self {
        let (title, sentence) = headline(shown.state);
        let count = shown
            .report
            .as_ref()
            .map_or(0, |report| report.numbers.len());
        let reason = shown
            .report
            .as_ref()
            .and_then(|report| report.reason.clone());
        let sentence = match (shown.state, &shown.failure, reason) {
            (State::Unavailable, Some(failure), _) => voice.say(explanation(failure)),
            (State::ActionNeeded | State::InReview, _, Some(reason)) => reason,
            (State::ChooseNumber, ..) => {
                voice.count(sentence, u32::try_from(count).unwrap_or(u32::MAX))
            }
            _ => voice.say(sentence),
        };
        Self {
            title: voice.say(title),
            sentence,
            notice: shown
                .failure
                .as_ref()
                .map(|failure| Notice::of(failure, shown.state, voice)),
            room: room(shown).map(|(title, sentence)| (voice.say(title), voice.say(sentence))),
        }
    }
}

/// The headline on the other side of a click into the vendor's frame. Where the hint stands above the
/// frame it goes with the click, and leaves more room than that.
fn room(shown: &Snapshot) -> Option<(Message, Message)> {
    let is_open = shown.state == State::Connecting;
    let report = shown.report.as_ref();
    let before = match report {
        Some(report) if is_open => report.connection.into(),
        None if is_open => State::NotConnected,
        _ => shown.state,
    };
    let is_clickable = shown.frame != Frame::Hidden && before != State::Loading;
    let across = if is_open { before } else { State::Connecting };
    (is_clickable && hint(before).is_none()).then(|| headline(across))
}

impl Notice {
    fn of(failure: &Failure, state: State, voice: &Voice<'_>) -> Self {
        let ours = meta(failure);
        let code = match &failure.vendor_code {
            Some(vendor) => [failure.code.as_str(), " · ", vendor].concat(),
            None => failure.code.as_str().to_owned(),
        };
        Self {
            text: (state != State::Unavailable).then(|| voice.say(explanation(failure))),
            vendor: failure.vendor_message.clone().filter(|_| ours.is_none()),
            code: voice.fill(text::ERROR_CODE, "code", &code),
        }
    }
}

/// What to tell of a failure: of the vendor's code where it is known, else of ours.
fn explanation(failure: &Failure) -> Message {
    meta(failure).unwrap_or_else(|| failure.code.into())
}

fn meta(failure: &Failure) -> Option<Message> {
    let is_vendors = failure.code == Code::VendorError;
    let code = failure.vendor_code.as_deref().filter(|_| is_vendors)?;
    text::of_meta_code(code)
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

pub(super) fn badge(state: State) -> Message {
    match Tone::of(state) {
        _ if state == State::InReview => text::BADGE_IN_REVIEW,
        _ if state == State::ReconnectNeeded => text::BADGE_NOT_CONNECTED,
        Tone::Neutral => text::BADGE_NOT_CONNECTED,
        Tone::Busy => text::BADGE_BUSY,
        Tone::Good => text::BADGE_CONNECTED,
        Tone::Attention => text::BADGE_ATTENTION,
        Tone::Bad => text::BADGE_UNAVAILABLE,
    }
}

pub(super) fn hint(state: State) -> Option<Message> {
    match state {
        State::NotConnected | State::ReconnectNeeded => Some(text::NOT_CONNECTED_HINT),
        State::Connecting => Some(text::CONNECTING_HINT),
        State::Confirming => Some(text::CONFIRMING_HINT),
        State::InReview => Some(text::IN_REVIEW_HINT),
        _ => None,
    }
}
