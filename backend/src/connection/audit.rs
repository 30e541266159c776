//! Records who changed a connection, and when, after the change.

use crate::backend::AppState;
use crate::store::{AuditAction, AuditEvent, Milliseconds, is_past, now};

/// A widget fetches a token each hour while it is on the page. All of these are one action of its user.
const ONE_DEED: Milliseconds = 3_600_000;
/// Number of events that are read. The newest may have times of a clock that was ahead.
const READ: u32 = 20;

/// Stores the action. The action itself is already done, so if storing fails, only the log has it.
pub(super) async fn record(
    backend: &AppState,
    tenant_id: &str,
    user_id: Option<String>,
    action: AuditAction,
) {
    let event = AuditEvent {
        tenant_id: tenant_id.to_owned(),
        user_id,
        action,
        at: now(),
    };
    if action == AuditAction::Connect && is_repeated(backend, &event).await {
        return;
    }
    if let Err(error) = backend.store.record_event(&event).await {
        tracing::error!(
            tenant = tenant_id,
            user = event.user_id,
            action = action.as_str(),
            %error,
            "what was done could not be written down"
        );
    }
}

/// Whether the same user did the same a moment ago, and nobody has done anything since.
async fn is_repeated(backend: &AppState, event: &AuditEvent) -> bool {
    let newest = backend.store.events(&event.tenant_id, READ).await;
    let mut newest = newest.unwrap_or_default().into_iter();
    let newest = newest.find(|it| is_past(it.at, event.at));
    newest.is_some_and(|newest| {
        newest.action == event.action
            && newest.user_id == event.user_id
            && event.at - newest.at < ONE_DEED
    })
}
