//! POST `/connect-event`: the customer's choice of a number, or a hint from the browser.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use chakra_connect_contract::messages::ConnectEvent;

use super::{JsonBody, SignedIn};
use crate::backend::AppState;
use crate::problem::Problem;
use crate::request_trace;
use crate::who_asks::Right;

pub(super) async fn connect_event(
    State(backend): State<Arc<AppState>>,
    signed_in: SignedIn,
    JsonBody(event): JsonBody<ConnectEvent>,
) -> Result<StatusCode, Problem> {
    match event {
        ConnectEvent::Choice(choice) => {
            let caller = signed_in.with_right(Right::Connect)?;
            backend.quota.charge(&caller.tenant.id)?;
            backend.choose(&caller, choice.phone_number_id).await?;
        }
        // A browser's report proves nothing, but is a reason to call Chakra.
        ConnectEvent::Hint(hint) => {
            let caller = signed_in.with_right(Right::View)?;
            backend.quota.charge(&caller.tenant.id)?;
            if let Some(attempt_id) = &hint.attempt_id {
                request_trace::record_attempt(attempt_id);
            }
            tracing::info!(event = loggable(&hint.event), "hint from the browser");
            backend.statuses.invalidate(&caller.tenant.id);
        }
    }
    Ok(StatusCode::ACCEPTED)
}

/// An event's name that is safe to log: short, and unable to forge a line or contain a token.
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
