//! Events of the vendor's frame in any order, repeated, or incomplete: one outcome.

use chakra_connect::flow::io::{AttemptId, CancelReason, Request};
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Event, Output, State};
use serde_json::{Value, json};

use crate::support::Sim;
use crate::support::replies::{connected, not_connected};

/// The events of one successful signup.
fn words() -> Vec<(Callback, Value, Value)> {
    let finish = json!({ "phone_number_id": "n1", "waba_id": "w", "business_id": "b" });
    let saved =
        json!({ "pluginId": "p", "whatsappPhoneNumbers": [{ "whatsappPhoneNumberId": "n1" }] });
    vec![
        (Callback::Message, json!("FINISH"), finish),
        (
            Callback::Message,
            json!("AUTH_CODE"),
            json!({ "code": "c" }),
        ),
        (Callback::Success, Value::Null, saved),
        (Callback::Ready, Value::Null, Value::Null),
        (Callback::Message, json!("POPUP_CLOSED"), Value::Null),
    ]
}

fn orders(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(of - 1) {
        for place in 0..of {
            let mut order = shorter.clone();
            order.insert(place, of - 1);
            all.push(order);
        }
    }
    all
}

/// Reads all outputs, answers each status request with `not_connected` until `is_saved`, and collects the outcomes.
fn drain(sim: &mut Sim, is_saved: bool, outcomes: &mut Vec<Event>) {
    loop {
        let mut asked = None;
        while let Some(output) = sim.pending_output() {
            match output {
                Output::Fetch(id, _, Request::Status) => asked = Some(id),
                Output::Emit(event) => outcomes.push(event),
                Output::SendHint { .. } | Output::Unmount => {}
                other => panic!("unexpected: {other:?}"),
            }
        }
        let Some(asked) = asked else { return };
        let answer = if is_saved {
            connected()
        } else {
            not_connected()
        };
        sim.answer(asked, answer);
    }
}

#[test]
fn every_order_of_finish_code_and_success_is_one_connection() {
    let words = words();
    let orders = orders(words.len());
    assert_eq!(orders.len(), 120);
    for order in orders {
        let mut sim = Sim::in_popup();
        let mut outcomes = Vec::new();
        for (at, word) in order.iter().enumerate() {
            let (callback, event, data) = &words[*word];
            sim.vendor(*callback, event, data);
            // Chakra saves the connection with the last event, not before.
            drain(&mut sim, at + 1 == order.len(), &mut outcomes);
        }
        while sim.machine.state() != State::Connected {
            sim.advance_to_output(crate::support::secs(15));
            drain(&mut sim, true, &mut outcomes);
        }
        assert_eq!(outcomes.len(), 1, "{order:?}: {outcomes:?}");
        assert!(
            matches!(
                outcomes[0],
                Event::Connected {
                    verified: true,
                    late: false,
                    ..
                }
            ),
            "{order:?}: {outcomes:?}"
        );
    }
}

#[test]
fn any_one_of_them_is_enough() {
    for (callback, event, data) in words() {
        let mut sim = Sim::in_popup();
        let mut outcomes = Vec::new();
        sim.vendor(callback, &event, &data);
        drain(&mut sim, true, &mut outcomes);
        while sim.machine.state() != State::Connected {
            sim.advance_to_output(crate::support::secs(15));
            drain(&mut sim, true, &mut outcomes);
        }
        assert_eq!(outcomes.len(), 1, "{event} {data}: {outcomes:?}");
    }
}

/// A cancel, then a success for the same signup: the success is reported as late, and only once.
#[test]
fn a_success_after_a_cancel_is_accepted_once() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({ "current_step": "PHONE_NUMBER_SETUP" }));
    let attempt: AttemptId = sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.vendor_message("FINISH", &json!({}));
    sim.expect_hint("finished");
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, attempt);
    assert!(outcome.late);
    // Repeated events and another status check report nothing new.
    sim.vendor_success();
    sim.vendor_message("CANCEL", &json!({}));
    sim.handle(chakra_connect::flow::Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

/// Every way to leave brings the customer back to the frame that was already there: no second signup starts by itself.
#[test]
fn leaving_starts_no_second_signup() {
    for (name, data) in [
        ("CANCEL", json!({ "current_step": "PERMISSIONS" })),
        (
            "CANCEL",
            json!({ "error_message": "no", "error_code": "1" }),
        ),
    ] {
        let mut sim = Sim::in_popup();
        sim.vendor_message(name, &data);
        let mut outcomes = Vec::new();
        // Panics at an unexpected mount, token request or script.
        drain(&mut sim, false, &mut outcomes);
        sim.comes_back();
        drain(&mut sim, false, &mut outcomes);
        sim.hide();
        sim.show();
        drain(&mut sim, false, &mut outcomes);
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        sim.expect_state(State::NotConnected);
    }
}

/// A frame that sends events without end: the widget passes on only some, and still recognises the end of the signup.
#[test]
fn a_frame_that_sends_events_without_end_is_passed_on_for_a_while() {
    let mut sim = Sim::in_popup();
    let (mut hints, mut looks) = (0, 0);
    for _ in 0..1_000 {
        sim.vendor_message("SOMETHING", &json!({}));
        let mut asked = None;
        while let Some(output) = sim.pending_output() {
            match output {
                Output::SendHint { .. } => hints += 1,
                Output::Fetch(id, _, Request::Status) => asked = Some(id),
                other => panic!("unexpected: {other:?}"),
            }
        }
        if let Some(asked) = asked {
            looks += 1;
            sim.answer(asked, not_connected());
        }
    }
    assert_eq!((hints, looks), (30, 30));
    let mut outcomes = Vec::new();
    sim.vendor_success();
    drain(&mut sim, true, &mut outcomes);
    assert_eq!(sim.machine.state(), State::Connected);
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
}
