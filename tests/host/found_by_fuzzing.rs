//! Faults that a fuzz target found, each reduced to a minimal input.

use chakra_connect::flow::vendor::{Callback, Hint};
use serde_json::{Value, json};

use crate::support::signal;

#[test]
fn an_error_that_is_plain_text_is_truncated_too() {
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
