//! The texts and actions of the card: a pure function of the snapshot and the language.

mod actions;
mod appearance;
mod details;
mod double_click;
mod headline;
mod node;
mod theming;
mod tree;

pub use actions::{Action, Choice, Click, Kind};
pub use appearance::{Appearance, Surroundings, Variant, title_tag};
pub use details::{Advice, Fact, NumberDetails};
pub use double_click::Press;
pub use headline::{Headline, Notice, Tone};
pub use node::{Child, Node};
pub use theming::{PARTS, SLOTS};

use crate::flow::error::Code;
use crate::flow::snapshot::Frame;
use crate::flow::{Snapshot, State};
use crate::text::{self, Localizer};

/// The style sheet of the widget's shadow root.
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/widget.css"));

/// Everything that is visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The state it shows.
    pub state: State,
    /// The colour of the state.
    pub tone: Tone,
    /// The visible part of the vendor's frame.
    pub frame: Frame,
    /// The widget's name for people who cannot see it.
    pub label: String,
    /// The title of the vendor's frame.
    pub frame_title: String,
    /// The title, the sentence and the failure; announced when it changes.
    pub word: Headline,
    /// The state in a word or two.
    pub badge: String,
    /// The expected duration or the coming questions.
    pub hint: Option<String>,
    /// The age of the shown report, if a later refresh failed.
    pub stale: Option<String>,
    /// The numbers of the connection.
    pub numbers: Vec<NumberDetails>,
    /// The numbers to choose from.
    pub choices: Vec<Choice>,
    /// The question that confirms the last of `actions`.
    pub question: Option<String>,
    /// The actions offered to the customer.
    pub actions: Vec<Action>,
}

impl Card {
    /// The card for `shown`; `asked` is the state in which the customer was asked whether to
    /// disconnect.
    #[must_use]
    pub fn of(
        shown: &Snapshot,
        asked: Option<State>,
        around: &Surroundings,
        voice: &Localizer<'_>,
    ) -> Self {
        let is_asking = still_asked(asked, shown).is_some();
        Self {
            state: shown.state,
            tone: Tone::of(shown),
            frame: shown.frame,
            label: voice.say(text::WIDGET),
            frame_title: voice.say(text::FRAME),
            word: Headline::of(shown, around, voice),
            badge: voice.say(headline::badge(shown)),
            hint: headline::hint(shown, around, voice),
            stale: shown.stale.map(|age| voice.aged(text::STALE, age)),
            numbers: details::numbers(shown, voice),
            choices: actions::choices(shown),
            question: is_asking.then(|| voice.say(text::DISCONNECT_QUESTION)),
            actions: actions::actions(shown, is_asking, around, voice),
        }
    }

    /// The card while its language is loading: its place is kept, and it has no text.
    #[must_use]
    pub fn unspoken() -> Self {
        Self {
            state: State::Loading,
            tone: Tone::Busy,
            frame: Frame::Hidden,
            label: String::new(),
            frame_title: String::new(),
            word: Headline::default(),
            badge: String::new(),
            hint: None,
            stale: None,
            numbers: Vec::new(),
            choices: Vec::new(),
            question: None,
            actions: Vec::new(),
        }
    }
}

/// Whether the customer is still asked to confirm a disconnect. The question ends for good when its state is no longer
/// shown.
#[must_use]
pub fn still_asked(asked: Option<State>, shown: &Snapshot) -> Option<State> {
    asked.filter(|state| shown.offers_disconnect && *state == shown.state)
}

/// Whether no window was seen to open after the customer's click.
fn lacks_popup(shown: &Snapshot) -> bool {
    let code = shown.failure.as_ref().map(|failure| failure.code);
    shown.state == State::Connecting && code == Some(Code::PopupNotSeen)
}

/// Whether the customer can reach the sign-up, by the vendor's button or by one of ours.
fn offers_signup(shown: &Snapshot) -> bool {
    let is_there = shown.frame != Frame::Hidden && shown.state != State::Loading;
    shown.offers_start || is_there
}
