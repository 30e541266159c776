//! The card: one place a part, each following the snapshot.

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

/// What the card tells the driver: the customer's clicks.
type Send = StoredValue<Box<dyn Fn(Input)>, LocalStorage>;

/// The widget's card. `send` takes the customer's wishes.
#[component]
pub fn Panel(
    /// What to show.
    snapshot: ArcRwSignal<Snapshot>,
    /// Takes the customer's wishes.
    send: Box<dyn Fn(Input)>,
) -> impl IntoView {
    let send: Send = StoredValue::new_local(send);
    let shown = Memo::new(move |_| snapshot.get());
    let state = Memo::new(move |_| shown.with(|shown| shown.state));
    let frame = Memo::new(move |_| shown.with(|shown| shown.frame));
    let numbers = Memo::new(move |_| {
        shown.with(|shown| match (shown.state, &shown.report) {
            (State::ChooseNumber | State::Loading | State::Disconnecting, _) | (_, None) => {
                Vec::new()
            }
            (_, Some(report)) => report.numbers.clone(),
        })
    });
    view! {
        <section class="card" part="card" data-state=move || state.get().as_str()>
            <header class="head" part="header">
                <span class="mark" part="mark" aria-hidden="true"></span>
                <h2 class="title" part="title">{move || text::of_state(state.get()).0}</h2>
                <span class="badge" part="badge">{move || text::badge(state.get())}</span>
            </header>
            <div role="status" class="word">
                <p class="sentence" part="sentence">{move || shown.with(sentence)}</p>
                {move || shown.with(|shown| shown.stale).map(stale)}
                {move || shown.with(|shown| notice(shown.failure.as_ref(), shown.state))}
            </div>
            {move || numbers.get().iter().map(number).collect_view()}
            <div class="vendor" part="vendor" data-frame=move || match frame.get() {
                Frame::Hidden => "hidden",
                Frame::Loading => "loading",
                Frame::Ready => "ready",
            }>
                <slot name="vendor"></slot>
            </div>
            {move || choices(&shown.get(), send)}
            {move || actions(&shown.get(), send)}
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

fn choices(shown: &Snapshot, send: Send) -> Option<impl IntoView + use<>> {
    let report = shown
        .report
        .as_ref()
        .filter(|_| shown.state == State::ChooseNumber && shown.offers_choice)?;
    let buttons = report
        .numbers
        .iter()
        .map(|number| {
            let id = number.phone_number_id.clone();
            let name = number.verified_name.clone();
            let choose = move |_| tell(send, Input::Choose(id.clone()));
            view! {
                <button class="choice" part="choice" type="button" on:click=choose>
                    <bdi class="digits">{shown_number(number)}</bdi>
                    <span class="name">{name}</span>
                </button>
            }
        })
        .collect_view();
    Some(view! { <div class="choices" part="choices">{buttons}</div> })
}

fn actions(shown: &Snapshot, send: Send) -> impl IntoView + use<> {
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
    let offers_disconnect = shown.offers_disconnect;
    view! {
        <footer class="actions" part="actions">
            {primary.map(|(label, input)| button("primary", label, input, send))}
            {secondary.map(|(label, input)| button("secondary", label, input, send))}
            {change.map(|(label, input)| button("secondary", label, input, send))}
            {offers_disconnect.then(|| disconnect(send))}
        </footer>
    }
}

/// Disconnecting stops a business's messages: it is asked for twice.
fn disconnect(send: Send) -> impl IntoView {
    let is_asking = RwSignal::new(false);
    move || {
        if is_asking.get() {
            view! {
                <span class="question" part="question">{text::DISCONNECT_QUESTION}</span>
                {button("danger", text::DISCONNECT, Input::Disconnect, send)}
                <button class="secondary" part="button" type="button" on:click=move |_| is_asking.set(false)>
                    {text::DISCONNECT_KEEP}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button class="quiet" part="button" type="button" on:click=move |_| is_asking.set(true)>
                    {text::DISCONNECT}
                </button>
            }
            .into_any()
        }
    }
}

fn button(class: &'static str, label: &'static str, input: Input, send: Send) -> impl IntoView {
    view! {
        <button class=class part="button" type="button" on:click=move |_| tell(send, input.clone())>
            {label}
        </button>
    }
}

fn tell(send: Send, input: Input) {
    // Gone if the card was removed while its event was on the way.
    send.try_with_value(|send| send(input));
}
