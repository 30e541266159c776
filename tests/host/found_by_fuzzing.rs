//! Faults that a fuzz target has found, each as small as it gets.

use chakra_connect::flow::status::Report;
use chakra_connect::flow::vendor::{Callback, Hint};
use serde_json::{Value, json};

use crate::support::signal;

fn looked_at(time: &str) -> Report {
    Report::from_payload(&json!({ "state": "connected", "checkedAt": time })).unwrap()
}

#[test]
fn only_times_of_the_contracts_form_tell_which_report_is_older() {
    let [earlier, later] = ["2026-11-22T10:00:00Z", "2026-11-22T10:00:01.5Z"].map(looked_at);
    assert!(earlier.is_older_than(&later));
    assert!(!later.is_older_than(&earlier));
    for other in [
        "whenever the backend looked, in Z",
        "2026-11-22 09:00:00 UTC, not by Z",
        "2026-11-22T12:00:00+02:00",
        "２０２６-11-22T10:00:00Z",
        "09:00Z",
        "Z",
    ] {
        let other = looked_at(other);
        assert!(!earlier.is_older_than(&other), "{other:?}");
        assert!(!other.is_older_than(&earlier), "{other:?}");
    }
}

#[test]
fn an_error_that_is_a_bare_text_is_cut_as_any_other() {
    for error in [
        json!("e".repeat(1_000)),
        json!({ "message": "e".repeat(1_000) }),
    ] {
        let hint = Hint::from(&signal(Callback::Error, &Value::Null, &error));
        let message = Some("e".repeat(500));
        assert_eq!(
            hint,
            Hint::Failed {
                code: None,
                message
            }
        );
    }
    let blank = Hint::from(&signal(Callback::Error, &Value::Null, &json!(" ")));
    assert_eq!(
        blank,
        Hint::Failed {
            code: None,
            message: None
        }
    );
}
