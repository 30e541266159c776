//! The server's own clock: dates in its headers, compared with its `Date` and never with our clock.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::retry_after;
use serde_json::json;

use crate::support::replies::PLUGIN;
use crate::support::{Sim, config, jwt, mins, secs};

/// 10:00:00 on that day, in seconds since 1970.
const TEN: u64 = 1_795_341_600;
const TEN_TEXT: &str = "Sun, 22 Nov 2026 10:00:00 GMT";

#[test]
fn retry_after_headers() {
    let date = Some(TEN_TEXT);
    for (text, date, wanted) in [
        ("7", None, Some(secs(7))),
        (" 7 ", None, Some(secs(7))),
        ("0", None, Some(secs(0))),
        ("1.5", None, Some(std::time::Duration::from_millis(1_500))),
        ("Sun, 22 Nov 2026 10:00:30 GMT", date, Some(secs(30))),
        ("2026-11-22T10:00:30Z", date, Some(secs(30))),
        ("2026-11-22T12:00:30.123+02:00", date, Some(secs(30))),
        ("1795341630", date, Some(secs(30))),
        ("1795341630000", date, Some(secs(30))),
        // In the past, or without end.
        ("Sun, 22 Nov 2026 09:00:00 GMT", date, Some(secs(0))),
        ("100000", None, Some(mins(24 * 60))),
        ("99999999999", None, Some(mins(24 * 60))),
        ("18446744073709551616", None, Some(mins(24 * 60))),
        ("1e300", None, Some(mins(24 * 60))),
        ("Sun, 22 Nov 2099 10:00:00 GMT", date, Some(mins(24 * 60))),
        // Invalid values.
        ("Sun, 22 Nov 2026 10:00:30 GMT", None, None),
        ("soon", date, None),
        ("-3", date, None),
        ("", date, None),
    ] {
        assert_eq!(retry_after::in_header(text, date), wanted, "{text}");
    }
}

#[test]
fn retry_after_in_bodies() {
    for (body, millis) in [
        (json!({ "retry_after_ms": 1500 }), Some(1_500)),
        (json!({ "retryAfterMs": 1500 }), Some(1_500)),
        (json!({ "RetryAfterMs": "1500" }), Some(1_500)),
        (json!({ "retry_after": 2 }), Some(2_000)),
        (json!({ "retry_after": 0.25 }), Some(250)),
        (json!({ "retryAfterSeconds": "2" }), Some(2_000)),
        (
            json!({ "retry-after": "Sun, 22 Nov 2026 10:00:04 GMT" }),
            Some(4_000),
        ),
        (json!({ "data": { "retryAfter": 3 } }), Some(3_000)),
        (json!({ "error": { "retry_after": 3 } }), Some(3_000)),
        (json!({ "_data": { "retryAfterMs": 9 } }), Some(9)),
        (
            json!({ "message": "Slow down, retry after 250 ms please" }),
            Some(250),
        ),
        (
            json!({ "_errors": ["Too many requests: Retry after 40 ms"] }),
            Some(40),
        ),
        (
            json!({ "detail": "Request was throttled. Expected available in 42 seconds." }),
            Some(42_000),
        ),
        (json!({ "error": "Please try again in 2.5s." }), Some(2_500)),
        (
            json!({ "message": "Try again in 3 minutes" }),
            Some(180_000),
        ),
        (json!({ "retry_after": 1e12 }), Some(86_400_000)),
        (json!({ "retry_after": -1 }), None),
        (json!({ "message": "retry after a while" }), None),
        (json!({ "message": "try again in 3 fortnights" }), None),
        (json!({ "retry_after": "soon" }), None),
        (json!([]), None),
    ] {
        let wait = retry_after::in_body(&body, Some(TEN_TEXT)).map(|wait| wait.as_millis());
        assert_eq!(wait, millis, "{body}");
    }
}

/// A token issued at ten for one hour, in a response with this `Date`.
fn token_at(date: &str) -> Reply {
    let token =
        jwt::with_claims(&json!({ "iat": TEN, "exp": TEN + 3600, "data": { "pluginId": PLUGIN } }));
    Reply::Http(HttpReply {
        status: 200,
        date: Some(date.to_owned()),
        body: json!({ "connectToken": token }).to_string(),
        ..HttpReply::default()
    })
}

#[test]
fn an_older_token_lasts_only_for_its_remaining_lifetime() {
    let mut sim = Sim::ready_with(config(), token_at("Sun, 22 Nov 2026 10:40:00 GMT"));
    let waited = sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
    assert!(
        waited >= mins(16) && waited <= mins(18),
        "80 to 90 % of 20 minutes: {waited:?}"
    );
}

#[test]
fn a_server_clock_behind_the_issuers_does_not_extend_the_lifetime() {
    let mut sim = Sim::ready_with(config(), token_at("Sun, 22 Nov 2026 09:30:00 GMT"));
    let waited = sim.advance_to_output(mins(90));
    sim.expect_token_fetch_for(PLUGIN);
    assert!(waited <= mins(54), "{waited:?}");
}

#[test]
fn a_token_that_has_expired_is_refused() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(crate::support::replies::not_connected());
    sim.expect_token_fetch();
    sim.reply(token_at("Sun, 22 Nov 2026 11:00:01 GMT"));
    sim.expect_failed(Code::TokenExpired);
}

#[test]
fn a_failed_request_has_no_server_time() {
    assert_eq!(Reply::TimedOut.server_time(), None);
    assert_eq!(Reply::Http(HttpReply::default()).server_time(), None);
}
