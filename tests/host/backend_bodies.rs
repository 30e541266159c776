//! The contract's bodies, read by the widget: nothing is lost or misread.

use chakra_connect::contract::messages::{ConnectedNumber, Issue, Problem, Status, TokenResponse};
use chakra_connect::contract::{ConnectionState, ProblemCode};
use chakra_connect::flow::State;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::status::Report;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use serde::Serialize;
use serde_json::to_value;

use crate::support::jwt;
use crate::support::replies::{PLUGIN, http};

fn reply(status: u16, body: &impl Serialize) -> Reply {
    http(status, to_value(body).unwrap())
}

fn status(state: ConnectionState) -> Status {
    Status {
        state,
        reason: Some("Because.".to_owned()),
        plugin_id: Some(PLUGIN.to_owned()),
        numbers: vec![ConnectedNumber {
            phone_number_id: "n1".to_owned(),
            display_phone_number: "+91 98765 43210".to_owned(),
            verified_name: Some("Northwind Salon".to_owned()),
            quality_rating: Some("GREEN".to_owned()),
            messaging_limit_tier: Some("TIER_1K".to_owned()),
            issues: vec![Issue {
                code: Some("141006".to_owned()),
                message: "No payment".to_owned(),
                solution: Some("Add one".to_owned()),
            }],
        }],
        connected_since: Some("2026-11-02T09:30:00Z".to_owned()),
        checked_at: "2026-11-23T08:15:27Z".to_owned(),
    }
}

#[test]
fn every_state_and_every_field_of_a_status_arrives() {
    for state in ConnectionState::ALL {
        let sent = status(state);
        let payload = reply(200, &sent).payload().unwrap();
        let report = Report::from_payload(&payload).unwrap();
        assert_eq!(State::from(report.connection).as_str(), state.as_str());
        assert_eq!(report.reason, sent.reason);
        assert_eq!(report.plugin_id, sent.plugin_id);
        assert!(report.checked_at.is_some());
        assert_eq!(report.connected_since, sent.connected_since);
        let [number] = report.numbers.as_slice() else {
            panic!("one number");
        };
        let [issue] = number.issues.as_slice() else {
            panic!("one issue");
        };
        let read = ConnectedNumber {
            phone_number_id: number.phone_number_id.clone(),
            display_phone_number: number.display_phone_number.clone(),
            verified_name: number.verified_name.clone(),
            quality_rating: number.quality_rating.clone(),
            messaging_limit_tier: number.messaging_limit_tier.clone(),
            issues: vec![Issue {
                code: issue.code.clone(),
                message: issue.message.clone(),
                solution: issue.solution.clone(),
            }],
        };
        assert_eq!(sent.numbers, [read]);
    }
}

#[test]
fn a_token_arrives() {
    let sent = TokenResponse {
        connect_token: jwt::living(60.0),
        plugin_id: Some(PLUGIN.to_owned()),
        expires_in_seconds: Some(60),
        sdk_url: Some("https://example.com/sdk.js".to_owned()),
    };
    let payload = reply(200, &sent).payload().unwrap();
    let token = CachedToken::from_payload(&payload, Millis(0), None).unwrap();
    assert_eq!(token.token.secret(), sent.connect_token);
    assert_eq!(token.plugin_id, sent.plugin_id);
    assert_eq!(token.sdk_url, sent.sdk_url);
    assert_eq!(token.life.as_secs(), 60);
}

#[test]
fn every_problem_is_understood() {
    for code in ProblemCode::ALL {
        let problem = Problem::new(*code, None);
        let failure = reply(problem.status, &problem).payload();
        let expected = match (code, problem.status) {
            (ProblemCode::PluginNotYours, _) => Code::PluginNotFound,
            (_, 401) => Code::BackendUnauthorized,
            (_, 403) => Code::BackendForbidden,
            (_, 404) => Code::BackendNotFound,
            (_, 429) => Code::BackendRateLimited,
            (_, 500..) => Code::BackendUnavailable,
            _ => Code::BackendRejected,
        };
        assert_eq!(failure.unwrap_err().code, expected, "{code:?}");
    }
}
