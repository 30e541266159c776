//! The actions offered to the customer.

use super::appearance::Surroundings;
use super::details::digits;
use super::{lacks_popup, offers_signup};
use crate::flow::error::Failure;
use crate::flow::io::{CancelReason, Intent};
use crate::flow::status::Number;
use crate::flow::{Input, Snapshot, State};
use crate::text::{self, Localizer, Message};

/// The effect of a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    /// It sends an input to the machine.
    Send(Input),
    /// It asks the customer whether to disconnect, in this state; or withdraws the question.
    Ask(Option<State>),
    /// It follows a link to this address.
    Visit(String),
}

/// The prominence of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The action that most customers want next.
    Primary,
    /// An alternative action.
    Secondary,
    /// An action that few want.
    Quiet,
    /// An action that is not easily undone.
    Danger,
}

/// A button, or a link that looks like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The button's text.
    pub label: String,
    /// Its prominence.
    pub kind: Kind,
    /// The effect of a click.
    pub click: Click,
}

/// A number that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The number, in groups.
    pub digits: String,
    /// The name WhatsApp shows for the business.
    pub name: Option<String>,
    /// The effect of choosing it.
    pub click: Click,
}

pub(super) fn choices(shown: &Snapshot) -> Vec<Choice> {
    let is_offered = shown.state == State::ChooseNumber && shown.offers_choice;
    let report = shown.report.as_ref().filter(|_| is_offered);
    let numbers = report.map_or(&[][..], |report| report.numbers.as_slice());
    let choice = |number: &Number| Choice {
        digits: digits(number),
        name: number.verified_name.clone(),
        click: Click::Send(Input::Choose(number.phone_number_id.clone())),
    };
    // Without an id, a number cannot be named to the backend.
    numbers
        .iter()
        .filter(|it| it.has_id())
        .map(choice)
        .collect()
}

pub(super) fn actions(
    shown: &Snapshot,
    is_asking: bool,
    around: &Surroundings,
    voice: &Localizer<'_>,
) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut add = |kind, label: Message, click| {
        actions.push(Action {
            label: voice.say(label),
            kind,
            click,
        });
    };
    let lacks_popup = lacks_popup(shown);
    let way_out = around.in_app.as_ref().and_then(|app| app.way_out.clone());
    if let Some(address) = way_out.filter(|_| offers_signup(shown)) {
        let kind = if lacks_popup {
            Kind::Primary
        } else {
            Kind::Secondary
        };
        add(kind, text::OPEN_IN_BROWSER, Click::Visit(address));
    }
    for (kind, wish) in [
        (Kind::Primary, primary(shown)),
        (Kind::Secondary, secondary(shown)),
        (Kind::Secondary, change(shown)),
    ] {
        if let Some((label, input)) = wish {
            add(kind, label, Click::Send(input));
        }
    }
    if let Some(address) = around.fallback.clone().filter(|_| lacks_popup) {
        add(Kind::Quiet, text::FALLBACK, Click::Visit(address));
    }
    // Disconnecting stops a business's messages, so it takes two clicks. The button to keep the connection comes first:
    // it takes the place in the list, and with it the focus, of the button just clicked, so that a key that is pressed
    // twice does not disconnect. For clicks, see `Press`.
    if is_asking {
        add(Kind::Secondary, text::DISCONNECT_KEEP, Click::Ask(None));
        let disconnect = Click::Send(Input::Disconnect);
        add(Kind::Danger, text::DISCONNECT, disconnect);
    } else if shown.offers_disconnect {
        let ask = Click::Ask(Some(shown.state));
        add(Kind::Quiet, text::DISCONNECT, ask);
    }
    actions
}

fn primary(shown: &Snapshot) -> Option<(Message, Input)> {
    match shown.state {
        State::NotConnected | State::ReconnectNeeded if shown.offers_start => {
            Some((text::START, Input::Connect(Intent::Connect)))
        }
        State::ConnectedWithoutNumber if shown.offers_start => {
            Some((text::ADD_NUMBER, Input::Connect(Intent::Connect)))
        }
        State::Unavailable if shown.failure.as_ref().is_none_or(Failure::is_retryable) => {
            Some((text::RETRY, Input::Refresh))
        }
        _ => None,
    }
}

fn secondary(shown: &Snapshot) -> Option<(Message, Input)> {
    match shown.state {
        State::Connecting => Some((text::START_AGAIN, Input::Reset(CancelReason::User))),
        State::ChooseNumber if shown.offers_choice => None,
        State::Confirming | State::InReview | State::ActionNeeded | State::ChooseNumber => {
            Some((text::CHECK_NOW, Input::Refresh))
        }
        _ => None,
    }
}

fn change(shown: &Snapshot) -> Option<(Message, Input)> {
    if shown.offers_replace {
        Some((text::CHANGE_NUMBER, Input::Connect(Intent::Replace)))
    } else if shown.offers_withdrawal {
        Some((text::KEEP, Input::Withdraw))
    } else {
        None
    }
}
