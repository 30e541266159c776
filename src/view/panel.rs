//! The card, drawn anew from each snapshot.

// The component macro makes items public that only their re-export is meant to show.
#![allow(unreachable_pub)]

use core::time::Duration;

use leptos::prelude::*;

use super::text;
use crate::flow::error::Failure;
use crate::flow::io::{CancelReason, Intent};
use crate::flow::snapshot::Frame;
use crate::flow::status::{Issue, Number};
use crate::flow::{Input, Snapshot, State};

/// Attributes as values, not literals: Leptos writes an element of literals alone by `innerHTML`,
/// which pages that demand trusted types refuse.
const HIDDEN: &str = "true";
const VENDOR_SLOT: &str = "vendor";

/// What the card tells the driver: the customer's clicks.
type Send = StoredValue<Box<dyn Fn(Input)>, LocalStorage>;

/// The state in which the customer was asked whether to disconnect; none once they answered.
type Asked = RwSignal<Option<State>>;

/// What a click on a button does.
#[derive(Clone)]
enum Click {
    Send(Input),
    Ask(Option<State>),
}

/// The widget's card. `send` takes the customer's wishes.
#[component]
pub fn Panel(
    /// What to show.
    snapshot: ArcRwSignal<Snapshot>,
    /// Takes the customer's wishes.
    send: Box<dyn Fn(Input)>,
) -> impl IntoView {
    let send: Send = StoredValue::new_local(send);
    let asked = Asked::new(None);
    // One effect, not one for each part: every closure here is compiled into an effect, a build and
    // a rebuild of its own. The driver sets the snapshot only when it differs, and drawing it anew
    // touches only the nodes that differ.
    move || card(&snapshot.get(), send, asked)
}

fn card(shown: &Snapshot, send: Send, asked: Asked) -> impl IntoView + use<> {
    let numbers = match (shown.state, &shown.report) {
        (State::ChooseNumber | State::Loading | State::Disconnecting, _) | (_, None) => &[],
        (_, Some(report)) => report.numbers.as_slice(),
    };
    let frame = match shown.frame {
        Frame::Hidden => "hidden",
        Frame::Loading => "loading",
        Frame::Ready => "ready",
    };
    view! {
        <section class="card" part="card" data-state=shown.state.as_str()>
            <header class="head" part="header">
                <span class="mark" part="mark" aria-hidden=HIDDEN></span>
                <h2 class="title" part="title">{text::of_state(shown.state).0}</h2>
                <span class="badge" part="badge">{text::badge(shown.state)}</span>
            </header>
            <div role="status" class="word">
                <p class="sentence" part="sentence">{sentence(shown)}</p>
                {shown.stale.map(stale)}
                {notice(shown.failure.as_ref(), shown.state)}
            </div>
            {numbers.iter().map(number).collect_view()}
            <div class="vendor" part="vendor" data-frame=frame>
                <slot name=VENDOR_SLOT></slot>
            </div>
            {choices(shown, send, asked)}
            {actions(shown, send, asked)}
        </section>
    }
}

fn sentence(shown: &Snapshot) -> String {
    let reason = shown
        .report
        .as_ref()
        .and_then(|report| report.reason.clone());
    match (shown.state, &shown.failure, reason) {
        (State::Unavailable, Some(failure), _) => failure.code.customer().to_owned(),
        (State::ActionNeeded | State::InReview, _, Some(reason)) => reason,
        (state, _, _) => text::of_state(state).1.to_owned(),
    }
}

/// How old what is shown is, when nothing newer could be had.
fn stale(age: Duration) -> impl IntoView {
    let minutes = age.as_secs() / 60;
    view! { <p class="stale" part="stale">{text::stale(minutes)}</p> }
}

/// What went wrong before; in `unavailable` the sentence says it, and only the code is added.
fn notice(failure: Option<&Failure>, state: State) -> Option<impl IntoView + use<>> {
    let failure = failure?;
    let vendor = [failure.vendor_message.clone(), failure.vendor_code.clone()];
    let said = (state != State::Unavailable).then(|| failure.code.customer());
    let vendor = vendor.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Some(view! {
        <p class="notice" part="notice">
            {said}
            {(!vendor.is_empty()).then(|| view! { <span class="vendor-word">{vendor}</span> })}
            <small class="code">{text::ERROR_CODE}<code>{failure.code.as_str()}</code></small>
        </p>
    })
}

fn number(number: &Number) -> impl IntoView + use<> {
    let issues = number.issues.iter().map(issue).collect_view();
    view! {
        <div class="number" part="number">
            <bdi class="digits">{shown_number(number)}</bdi>
            <span class="name">{number.verified_name.clone()}</span>
            {issues}
        </div>
    }
}

fn issue(issue: &Issue) -> impl IntoView + use<> {
    view! {
        <p class="issue" part="issue">
            {issue.message.clone()} " " {issue.solution.clone()}
        </p>
    }
}

fn shown_number(number: &Number) -> String {
    if number.display_phone_number.is_empty() {
        number.phone_number_id.clone()
    } else {
        number.display_phone_number.clone()
    }
}

fn choices(shown: &Snapshot, send: Send, asked: Asked) -> Option<impl IntoView + use<>> {
    let report = shown
        .report
        .as_ref()
        .filter(|_| shown.state == State::ChooseNumber && shown.offers_choice)?;
    let buttons = report
        .numbers
        .iter()
        .map(|number| {
            let id = number.phone_number_id.clone();
            let content = view! {
                <bdi class="digits">{shown_number(number)}</bdi>
                <span class="name">{number.verified_name.clone()}</span>
            };
            let click = Click::Send(Input::Choose(id));
            button("choice", "choice", content, click, send, asked)
        })
        .collect_view();
    Some(view! { <div class="choices" part="choices">{buttons}</div> })
}

fn actions(shown: &Snapshot, send: Send, asked: Asked) -> impl IntoView + use<> {
    let primary = match shown.state {
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
    };
    let secondary = match shown.state {
        State::Connecting => Some((text::START_AGAIN, Input::Reset(CancelReason::User))),
        State::ChooseNumber if shown.offers_choice => None,
        State::Confirming | State::InReview | State::ActionNeeded | State::ChooseNumber => {
            Some((text::CHECK_NOW, Input::Refresh))
        }
        _ => None,
    };
    let change = match shown.state {
        _ if shown.offers_replace => Some((text::CHANGE_NUMBER, Input::Connect(Intent::Replace))),
        _ if shown.offers_withdrawal => Some((text::KEEP, Input::Withdraw)),
        _ => None,
    };
    let mut buttons = Vec::new();
    let wishes = [
        ("primary", primary),
        ("secondary", secondary),
        ("secondary", change),
    ];
    for (class, wish) in wishes {
        if let Some((label, input)) = wish {
            buttons.push((class, label, Click::Send(input)));
        }
    }
    // Disconnecting stops a business's messages: it is asked for twice.
    let is_asking = shown.offers_disconnect && asked.get() == Some(shown.state);
    let question = is_asking.then(
        || view! { <span class="question" part="question" role="alert">{text::DISCONNECT_QUESTION}</span> },
    );
    if is_asking {
        // The first takes the place, and with it the focus, of the button just clicked: a second
        // click of a double click must not disconnect.
        buttons.push(("secondary", text::DISCONNECT_KEEP, Click::Ask(None)));
        buttons.push(("danger", text::DISCONNECT, Click::Send(Input::Disconnect)));
    } else if shown.offers_disconnect {
        buttons.push(("quiet", text::DISCONNECT, Click::Ask(Some(shown.state))));
    }
    let buttons = buttons
        .into_iter()
        .map(|(class, label, click)| button(class, "button", label, click, send, asked))
        .collect_view();
    view! { <footer class="actions" part="actions">{question}{buttons}</footer> }
}

fn button<Content: IntoView + 'static>(
    class: &'static str,
    part: &'static str,
    content: Content,
    click: Click,
    send: Send,
    asked: Asked,
) -> impl IntoView + use<Content> {
    // Either is gone if the card was removed while its event was on the way.
    let clicked = move |_| match click.clone() {
        Click::Send(input) => {
            asked.try_set(None);
            send.try_with_value(|send| send(input));
        }
        Click::Ask(state) => {
            asked.try_set(state);
        }
    };
    // In the capture phase, which for a button makes no difference: listeners of the other kind
    // bring Leptos' delegation of events to the window with them, which is never used.
    view! {
        <button class=class part=part type="button" on:click:capture=clicked>
            {content}
        </button>
    }
}
