//! Each way in which a backend can fail: the code, the state, the widget's own retries, and the customer's next step.

use std::time::Duration;

use chakra_connect::flow::error::{Call, Code, Retry};
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, State};

use crate::support::replies::{connected, http, not_connected, problem, retry_after, token};
use crate::support::{Sim, config, secs};

/// The ways, each with its code and the number of requests that the widget makes by itself.
fn ways() -> Vec<(Reply, Code, u32)> {
    vec![
        (problem(401, "unauthorized"), Code::BackendUnauthorized, 1),
        (problem(403, "forbidden"), Code::BackendForbidden, 1),
        (http(404, "<h1>Not found</h1>"), Code::BackendNotFound, 4),
        (retry_after(429, "2"), Code::BackendRateLimited, 4),
        (http(500, "oops"), Code::BackendUnavailable, 4),
        (problem(503, "maintenance"), Code::BackendUnavailable, 4),
        (
            http(200, "<!doctype html><p>Sign in</p>"),
            Code::BackendNotJson,
            1,
        ),
        (http(200, ""), Code::BackendEmpty, 1),
        (http(200, "[]"), Code::BackendMalformed, 1),
        (http(418, "{}"), Code::BackendRejected, 1),
        (Reply::TooLarge, Code::BackendTooLarge, 1),
        (Reply::Unreachable, Code::BackendUnreachable, 4),
        (Reply::FunctionFailed, Code::HostFunctionFailed, 4),
    ]
}

#[test]
fn each_failure_of_the_first_status() {
    for (answer, code, times) in ways() {
        let mut sim = Sim::start(config());
        for time in 1..=times {
            if time > 1 {
                sim.expect_state(State::Loading);
                sim.advance_to_output(secs(20));
            }
            sim.expect_status_fetch();
            sim.reply(answer.clone());
        }
        let (attempt, failure) = sim.expect_failed(code);
        assert_eq!((attempt, failure.call), (None, Some(Call::Status)));
        ends_with_a_way_on(&mut sim, code);
    }
}

#[test]
fn each_failure_of_the_token() {
    for (answer, code, times) in ways() {
        let code = if code == Code::BackendMalformed {
            Code::TokenMissing
        } else {
            code
        };
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(not_connected());
        for time in 1..=times {
            if time > 1 {
                sim.advance_to_output(secs(20));
            }
            sim.expect_token_fetch();
            sim.reply(answer.clone());
        }
        let (attempt, failure) = sim.expect_failed(code);
        assert_eq!((attempt, failure.call), (None, Some(Call::Token)));
        ends_with_a_way_on(&mut sim, code);
    }
}

fn ends_with_a_way_on(sim: &mut Sim, code: Code) {
    sim.expect_state(State::Unavailable);
    let shown = sim.snapshot().failure.expect("the customer is told why");
    assert_eq!(shown.code, code);
    assert_eq!(
        sim.machine.next_deadline(),
        None,
        "the widget does not go on asking"
    );
    assert_eq!(shown.is_retryable(), code.retry() != Retry::Never);
    sim.handle(Input::Refresh);
    if code == Code::BackendRateLimited && shown.call == Some(Call::Status) {
        // Not before the backend allows it.
        assert_eq!(sim.advance_to_output(secs(3)), secs(2));
    }
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert_eq!(sim.snapshot().failure, None);
}

#[test]
fn no_answer_is_given_up_after_fifteen_seconds() {
    let mut sim = Sim::start(config());
    for time in 1..=4 {
        let request = sim.expect_status_fetch();
        assert_eq!(sim.advance_to_output(secs(60)), secs(15));
        sim.expect_abort(request);
        if time < 4 {
            sim.advance_to_output(secs(20));
        }
    }
    sim.expect_failed(Code::BackendTimeout);
    ends_with_a_way_on(&mut sim, Code::BackendTimeout);
}

#[test]
fn a_token_request_is_given_up_after_fifteen_seconds_too() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    let request = sim.expect_token_fetch();
    assert_eq!(sim.advance_to_output(secs(60)), secs(15));
    sim.expect_abort(request);
    sim.advance_to_output(secs(1));
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
}

#[test]
fn the_waits_double_with_jitter() {
    let mut sim = Sim::start(config());
    for most in [1_000, 2_000, 4_000] {
        sim.expect_status_fetch();
        sim.reply(http(502, ""));
        let waited = sim.advance_to_output(secs(20));
        let most = Duration::from_millis(most);
        assert!(waited <= most, "{waited:?} of {most:?}");
    }
    sim.expect_status_fetch();
}

#[test]
fn retry_after_is_obeyed() {
    for (header, least, most) in [
        ("7", 7_000, 8_000),
        (" 30 ", 30_000, 31_000),
        // Without the server's own `Date`, a date means nothing.
        ("Wed, 21 Oct 2026 07:28:00 GMT", 0, 1_000),
    ] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(retry_after(429, header));
        let waited = sim.advance_to_output(secs(60)).as_millis();
        assert!((least..=most).contains(&waited), "{header}: {waited} ms");
        sim.expect_status_fetch();
    }
}

#[test]
fn one_successful_response_resets_the_failure_count() {
    let mut sim = Sim::start(config());
    for _ in 0..3 {
        sim.expect_status_fetch();
        sim.reply(http(500, ""));
        sim.advance_to_output(secs(20));
    }
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.expect_state(State::Loading);
}

#[test]
fn the_network_or_the_customer_coming_back_is_a_new_start() {
    let give_up = || {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(problem(401, "unauthorized"));
        sim.expect_failed(Code::BackendUnauthorized);
        sim
    };
    for wake in [Input::Connect(Intent::Connect), Input::Refresh] {
        let mut sim = give_up();
        sim.handle(wake);
        sim.expect_status_fetch();
        sim.expect_state(State::Loading);
    }
    // An automatic check reports nothing.
    let mut sim = give_up();
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.expect_state(State::Unavailable);
    sim.reply(problem(401, "unauthorized"));
    sim.expect_state(State::Unavailable);
    sim.hide();
    sim.show();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_missing_token_source_is_reported_once() {
    let mut sim = Sim::start(crate::support::attributes_only(&[(
        "status-url",
        "/status",
    )]));
    sim.expect_failed(Code::ConfigMissingTokenSource);
    sim.expect_state(State::Unavailable);
    sim.hide();
    sim.show();
    sim.handle(Input::Revalidate);
    sim.expect_nothing();
    // An explicit request reports the failure again.
    sim.handle(Input::Refresh);
    sim.expect_failed(Code::ConfigMissingTokenSource);
}

#[test]
fn an_sdk_that_does_not_load_is_given_up_with_a_retry() {
    for code in [Code::SdkLoadFailed, Code::SdkNotUsable] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_token_fetch();
        sim.reply(token());
        sim.expect_load_sdk();
        sim.handle(Input::Sdk(sim.script, Err(code.into())));
        sim.expect_failed(code);
        ends_with_a_way_on(&mut sim, code);
    }
}

#[test]
fn an_sdk_or_frame_that_hangs_is_given_up_after_twenty_seconds() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    assert_eq!(sim.advance_to_output(secs(60)), secs(20));
    sim.expect_failed(Code::SdkLoadTimeout);
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    // No frame has used the token, so it is kept.
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    assert_eq!(sim.advance_to_output(secs(60)), secs(20));
    sim.expect_unmount();
    sim.expect_failed(Code::FrameNotReady);
    ends_with_a_way_on(&mut sim, Code::FrameNotReady);
}

#[test]
fn init_that_throws_is_given_up() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.handle(Input::MountFailed(sim.frame, Code::SdkInitFailed.into()));
    sim.expect_unmount();
    sim.expect_failed(Code::SdkInitFailed);
    ends_with_a_way_on(&mut sim, Code::SdkInitFailed);
}

#[test]
fn an_init_that_fails_after_the_click_is_the_outcome_of_the_attempt() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::MountFailed(sim.frame, Code::SdkInitFailed.into()));
    sim.expect_unmount();
    let (attempt, _) = sim.expect_failed(Code::SdkInitFailed);
    sim.expect_state(State::Unavailable);
    // A signup that the customer completed in the popup still counts.
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_eq!(Some(outcome.attempt), attempt);
    assert!(outcome.late && outcome.verified);
}

#[test]
fn every_code_has_a_text_for_both_readers_and_is_unique() {
    let mut seen = std::collections::HashSet::new();
    for code in Code::ALL {
        assert!(seen.insert(code.as_str()), "{} twice", code.as_str());
        assert!(
            code.as_str()
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        );
        assert!(code.customer().ends_with('.') && !code.customer().contains('`'));
        assert!(code.developer().ends_with(['.', '?']));
    }
}
