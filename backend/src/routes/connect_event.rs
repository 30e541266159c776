//! POST `/connect-event`: the customer's choice of a number, or a hint of the browser's.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::{JsonBody, SignedIn};
use crate::backend::AppState;
use crate::problem::{Problem, ProblemCode};

/// `{phoneNumberId}` or `{attemptId, event, data}`. What else a hint holds is not even read:
/// whatever a browser says of a connection proves nothing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConnectEvent {
    phone_number_id: Option<String>,
    event: Option<String>,
}

pub(super) async fn connect_event(
    State(backend): State<AppState>,
    SignedIn(tenant): SignedIn,
    JsonBody(body): JsonBody<ConnectEvent>,
) -> Result<StatusCode, Problem> {
    match (body.phone_number_id, body.event) {
        (Some(number), None) => {
            backend.choose(&tenant, number).await?;
        }
        (None, Some(event)) => tracing::info!(event = loggable(&event), "hint from the browser"),
        _ => {
            let detail = "Send either phoneNumberId, or event with attemptId and data.";
            return Err(Problem::from(ProblemCode::BadRequest).with_detail(detail));
        }
    }
    Ok(StatusCode::ACCEPTED)
}

/// An event's name as it may stand in a log: short, and nothing that could forge a line or smuggle
/// in a token.
fn loggable(event: &str) -> &str {
    let is_name = event.len() <= 64
        && event
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':'));
    if is_name { event } else { "(not a name)" }
}

#[cfg(test)]
mod tests {
    use super::loggable;

    #[test]
    fn only_names_are_logged() {
        for name in ["FINISH", "FINISH_ONLY_WABA", "chakra:connected"] {
            assert_eq!(loggable(name), name);
        }
        let long = "x".repeat(65);
        for text in ["eyJ.eyJ.sig", "a\nb", "a b", long.as_str()] {
            assert_eq!(loggable(text), "(not a name)");
        }
    }
}
