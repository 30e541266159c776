//! The bodies as they are sent: names, omissions, refusals.

use std::collections::BTreeSet;

use chakra_connect_contract::messages::{
    ConnectEvent, Hint, NumberChoice, Problem, TokenRequest, TokenResponse, Unread,
};
use chakra_connect_contract::{ConnectionState, Intent, ProblemCode, SignupOutcome};
use serde_json::{from_str, json, to_value};

#[test]
fn names_in_code_and_in_bodies_agree() {
    for state in ConnectionState::ALL {
        assert_eq!(to_value(state).unwrap(), state.as_str());
    }
    for intent in Intent::ALL {
        assert_eq!(to_value(intent).unwrap(), intent.as_str());
    }
    for code in ProblemCode::ALL {
        assert_eq!(to_value(code).unwrap(), code.as_str());
    }
    for outcome in SignupOutcome::ALL {
        assert_eq!(to_value(outcome).unwrap(), outcome.as_str());
    }
}

#[test]
fn problems_have_distinct_codes_and_error_statuses() {
    let codes: BTreeSet<_> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), ProblemCode::ALL.len());
    for code in ProblemCode::ALL {
        assert!((400..600).contains(&code.status()), "{code:?}");
        let problem = to_value(Problem::new(*code, None)).unwrap();
        let kind = format!("urn:problem-type:chakra-connect:{}", code.as_str());
        assert_eq!(problem["type"], kind);
        assert_eq!(problem["detail"], code.detail());
        assert!(code.detail().ends_with(code.remedy()));
    }
    let own = Problem::new(ProblemCode::BadRequest, Some("No body.".into()));
    assert_eq!(own.detail, "No body.");
}

#[test]
fn an_event_is_a_choice_or_a_hint_and_not_both() {
    let choice = ConnectEvent::Choice(NumberChoice {
        phone_number_id: "1".to_owned(),
    });
    let hint = ConnectEvent::Hint(Hint {
        attempt_id: Some("a".to_owned()),
        event: "FINISH".to_owned(),
        data: Unread,
    });
    let written = json!({"attemptId": "a", "event": "FINISH", "data": {}});
    assert_eq!(to_value(&hint).unwrap(), written);
    assert_eq!(to_value(&choice).unwrap(), json!({"phoneNumberId": "1"}));
    for (text, event) in [
        (r#"{"phoneNumberId": "1", "more": 1}"#, &choice),
        (
            r#"{"attemptId": "a", "event": "FINISH", "data": {"x": [1]}}"#,
            &hint,
        ),
        (r#"{"attemptId": "a", "event": "FINISH"}"#, &hint),
    ] {
        assert_eq!(from_str::<ConnectEvent>(text).unwrap(), *event, "{text}");
    }
    for text in [
        "{}",
        r#"{"attemptId": "a"}"#,
        r#"{"attemptId": 1, "event": "FINISH"}"#,
        r#"{"phoneNumberId": 1}"#,
        r#"{"phoneNumberId": "1", "event": "FINISH"}"#,
        "[]",
    ] {
        assert!(from_str::<ConnectEvent>(text).is_err(), "{text}");
    }
}

#[test]
fn absent_fields_are_omitted_and_read_as_defaults() {
    let request = TokenRequest::default();
    assert_eq!(to_value(&request).unwrap(), json!({"intent": "connect"}));
    assert_eq!(from_str::<TokenRequest>("{}").unwrap(), request);
    let response = from_str::<TokenResponse>(r#"{"connectToken": "a.b.c"}"#).unwrap();
    assert_eq!(
        to_value(&response).unwrap(),
        json!({"connectToken": "a.b.c"})
    );
    assert!(!format!("{response:?}").contains("a.b.c"));
}
