//! What the customer reads, in English.

use crate::flow::State;

/// The title and the sentence for a state.
pub(super) fn of_state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Loading => ("WhatsApp", "Checking your connection…"),
        State::NotConnected => (
            "Connect WhatsApp",
            "Use your own WhatsApp Business number here. You sign up with Meta in a window that opens; it takes a few minutes.",
        ),
        State::Connecting => (
            "Finish in the other window",
            "Complete the sign-up with Meta. This page notices by itself when you are done.",
        ),
        State::Confirming => (
            "Confirming your number",
            "Usually this takes a few seconds, at times up to two minutes. You can leave this page open.",
        ),
        State::Connected => (
            "WhatsApp is connected",
            "Messages are sent and received with your number.",
        ),
        State::ConnectedWithoutNumber => (
            "Add a phone number",
            "Your WhatsApp Business account is connected, but it has no phone number yet.",
        ),
        State::ChooseNumber => (
            "Choose a number",
            "Your account has several numbers. Choose the one to use here.",
        ),
        State::InReview => (
            "Meta is reviewing your number",
            "This usually takes one to two days. There is nothing for you to do.",
        ),
        State::ActionNeeded => (
            "Your number needs attention",
            "It is connected, but WhatsApp does not let it send messages yet.",
        ),
        State::ReconnectNeeded => (
            "Connect WhatsApp again",
            "The connection to your number has ended. Connect it again to keep sending messages.",
        ),
        State::Disconnecting => ("Disconnecting", "Your number is being disconnected…"),
        State::Unavailable => ("WhatsApp is unavailable", ""),
    }
}

/// The word beside the state's mark.
pub(super) fn badge(state: State) -> &'static str {
    match state {
        State::Loading | State::Connecting | State::Confirming | State::Disconnecting => {
            "In progress"
        }
        State::NotConnected | State::ReconnectNeeded => "Not connected",
        State::Connected => "Connected",
        State::ConnectedWithoutNumber | State::ChooseNumber | State::ActionNeeded => {
            "Action needed"
        }
        State::InReview => "In review",
        State::Unavailable => "Unavailable",
    }
}

pub(super) const START: &str = "Connect WhatsApp";
pub(super) const ADD_NUMBER: &str = "Add a number";
pub(super) const CHANGE_NUMBER: &str = "Change number";
pub(super) const KEEP: &str = "Keep as it is";
pub(super) const START_AGAIN: &str = "Start again";
pub(super) const RETRY: &str = "Try again";
pub(super) const CHECK_NOW: &str = "Check now";
pub(super) const DISCONNECT: &str = "Disconnect";
pub(super) const DISCONNECT_QUESTION: &str = "Disconnect this number? Messages will stop.";
pub(super) const DISCONNECT_KEEP: &str = "Keep connected";
pub(super) const ERROR_CODE: &str = "Code: ";

/// How old what is shown is.
pub(super) fn stale(minutes: u64) -> String {
    match minutes {
        0 => {
            "The latest state could not be fetched. This is from less than a minute ago.".to_owned()
        }
        1 => "The latest state could not be fetched. This is from a minute ago.".to_owned(),
        _ => format!("The latest state could not be fetched. This is from {minutes} minutes ago."),
    }
}
