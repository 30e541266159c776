//! The server's own clock: dates in its headers, read against its `Date` and never against ours.

use chakra_connect::flow::answer::{Answer, HttpAnswer};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::http_date;
use chakra_connect::flow::retry_after;
use serde_json::json;

use crate::support::answers::PLUGIN;
use crate::support::{Sim, config, jwt, mins, secs};

/// 10:00:00 on that day, in seconds since 1970.
const TEN: u64 = 1_795_341_600;
const TEN_TEXT: &str = "Sun, 22 Nov 2026 10:00:00 GMT";

#[test]
fn dates() {
    for (text, wanted) in [
        (TEN_TEXT, Some(TEN)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Thu, 29 Feb 2024 12:00:00 GMT", Some(1_709_208_000)),
        ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
        ("Mon, 01 Mar 2100 00:00:00 GMT", Some(4_107_542_400)),
        ("Sun, 22 Nov 2026 24:00:00 GMT", None),
        ("Sun, 32 Nov 2026 10:00:00 GMT", None),
        ("Sun, 22 Now 2026 10:00:00 GMT", None),
        ("Sun, 22 Nov 2026 10:00:00 CET", None),
        ("Sunday, 22-Nov-26 10:00:00 GMT", None),
        ("Sun, 22 Nov 1969 10:00:00 GMT", None),
        ("10:00", None),
        ("", None),
    ] {
        assert_eq!(http_date::parse(text), wanted, "{text}");
    }
}

#[test]
fn retry_after_headers() {
    let date = Some(TEN_TEXT);
    for (text, date, wanted) in [
        ("7", None, Some(secs(7))),
        ("Sun, 22 Nov 2026 10:00:30 GMT", date, Some(secs(30))),
        ("Sun, 22 Nov 2026 09:00:00 GMT", date, Some(secs(0))),
        ("Sun, 22 Nov 2026 10:00:30 GMT", None, None),
        ("soon", date, None),
        ("-3", date, None),
    ] {
        assert_eq!(retry_after::in_header(text, date), wanted, "{text}");
    }
}

#[test]
fn retry_after_in_bodies() {
    for (body, millis) in [
        (json!({ "retry_after_ms": 1500 }), Some(1_500)),
        (json!({ "retryAfterMs": 1500 }), Some(1_500)),
        (json!({ "retry_after": 2 }), Some(2_000)),
        (json!({ "data": { "retryAfter": 3 } }), Some(3_000)),
        (json!({ "_data": { "retryAfterMs": 9 } }), Some(9)),
        (
            json!({ "message": "Slow down, retry after 250 ms please" }),
            Some(250),
        ),
        (
            json!({ "_errors": ["Too many requests: Retry after 40 ms"] }),
            Some(40),
        ),
        (json!({ "message": "retry after a while" }), None),
        (json!({ "retry_after": "soon" }), None),
        (json!([]), None),
    ] {
        let wait = retry_after::in_body(&body).map(|wait| wait.as_millis());
        assert_eq!(wait, millis, "{body}");
    }
}

/// A token issued at ten, for an hour, in an answer of this `Date`.
fn token_at(date: &str) -> Answer {
    let token =
        jwt::with_claims(&json!({ "iat": TEN, "exp": TEN + 3600, "data": { "pluginId": PLUGIN } }));
    Answer::Http(HttpAnswer {
        status: 200,
        date: Some(date.to_owned()),
        body: json!({ "connectToken": token }).to_string(),
        ..HttpAnswer::default()
    })
}

#[test]
fn a_token_that_has_lain_about_lives_only_as_long_as_is_left() {
    let mut sim = Sim::ready_with(config(), token_at("Sun, 22 Nov 2026 10:40:00 GMT"));
    let waited = sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
    assert!(
        waited >= mins(16) && waited <= mins(18),
        "80 to 90 % of 20 minutes: {waited:?}"
    );
}

#[test]
fn a_server_behind_the_tokens_maker_makes_no_longer_life() {
    let mut sim = Sim::ready_with(config(), token_at("Sun, 22 Nov 2026 09:30:00 GMT"));
    let waited = sim.advance_to_output(mins(90));
    sim.expect_token_fetch_for(PLUGIN);
    assert!(waited <= mins(54), "{waited:?}");
}

#[test]
fn a_token_that_has_expired_is_refused() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(crate::support::answers::not_connected());
    sim.expect_token_fetch();
    sim.reply(token_at("Sun, 22 Nov 2026 11:00:01 GMT"));
    sim.expect_failed(Code::TokenExpired);
}

#[test]
fn what_is_no_answer_tells_no_time() {
    assert_eq!(Answer::TimedOut.server_time(), None);
    assert_eq!(Answer::Http(HttpAnswer::default()).server_time(), None);
}
