//! Records who changed a connection, and when, after the change.

use crate::backend::AppState;
use crate::store::{AuditAction, AuditEvent, Milliseconds, now};

/// A widget fetches a token each hour while it is on the page. All of these are one action of its user.
const ONE_DEED: Milliseconds = 3_600_000;

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
    let newest = backend.store.events(&event.tenant_id, 1).await;
    let newest = newest.ok().and_then(|events| events.into_iter().next());
    newest.is_some_and(|newest| {
        newest.action == event.action
            && newest.user_id == event.user_id
            && event.at - newest.at < ONE_DEED
    })
}
