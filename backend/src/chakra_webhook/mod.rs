//! Receives Chakra's webhook. Its content is only a hint that makes the backend check the tenant's status again.

mod held_body;
mod hints;
mod signature;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use tower_http::timeout::RequestBodyDeadlineLayer;

use self::held_body::{BodyMemory, HeldBody};
use self::hints::Hints;
use self::signature::GivenSignature;
use crate::backend::{AppState, Backend};
use crate::panic_response;
use crate::request_trace;
use crate::store::StoreError;

#[cfg(test)]
pub(crate) use hints::Hints as WebhookHints;
pub use signature::{WebhookSecret, WebhookSecretError};

/// The longest accepted body.
const LONGEST_BODY: usize = 1024 * 1024;

#[derive(Clone)]
struct Webhook {
    backend: AppState,
    secrets: Arc<[WebhookSecret]>,
    memory: BodyMemory,
}

impl Backend {
    /// Receives Chakra's events about plugins, signed with one of `secrets`. Mount it beside the router:
    /// `app.nest("/webhooks/chakra", backend.webhook_router(secrets))`. A tenant whose connection may have changed is
    /// checked again, so that your address gets its [notifications](Self::with_notifications).
    ///
    /// Accepts `POST /` and `POST /{plugin id}`: some of Meta's events have no other known id. A slash after the id
    /// is ignored. The response is 202, 401 without a valid signature, or 503 if the store is not available, or the bodies
    /// that arrive fill 16 MiB.
    pub fn webhook_router<S: Clone + Send + Sync + 'static>(
        &self,
        secrets: impl IntoIterator<Item = WebhookSecret>,
    ) -> Router<S> {
        let webhook = Webhook {
            backend: self.parts.clone(),
            secrets: secrets.into_iter().collect(),
            memory: BodyMemory::default(),
        };
        Router::new()
            .route("/", post(take_in))
            .route("/{plugin_id}", post(take_in_of))
            .route("/{plugin_id}/", post(take_in_of).layer(from_fn(named)))
            .layer(RequestBodyDeadlineLayer::new(self.body_time))
            .layer(DefaultBodyLimit::max(LONGEST_BODY))
            .layer(panic_response::layer())
            .with_state(webhook)
            .layer(from_fn(request_trace::trace_webhook))
    }
}

async fn take_in(
    State(webhook): State<Webhook>,
    signature: GivenSignature,
    body: HeldBody,
) -> StatusCode {
    webhook.take_in(None, &signature, body).await
}

async fn take_in_of(
    State(webhook): State<Webhook>,
    signature: GivenSignature,
    Path(plugin_id): Path<String>,
    body: HeldBody,
) -> StatusCode {
    webhook.take_in(Some(plugin_id), &signature, body).await
}

/// Rejects `//`, which matches a route with a slash at the end: there, the id may be empty.
async fn named(request: Request, next: Next) -> Response {
    if request.uri().path().bytes().all(|byte| byte == b'/') {
        return StatusCode::NOT_FOUND.into_response();
    }
    next.run(request).await
}

impl Webhook {
    async fn take_in(
        &self,
        plugin_id: Option<String>,
        signature: &GivenSignature,
        body: HeldBody,
    ) -> StatusCode {
        if !signature.is_of(&body.bytes, &self.secrets) {
            tracing::warn!("a webhook without a good signature is refused");
            return StatusCode::UNAUTHORIZED;
        }
        let Some(hints) = Hints::in_body(&body.bytes) else {
            tracing::debug!("a webhook is about messages only");
            return StatusCode::ACCEPTED;
        };
        let hints = hints.with_plugin(plugin_id);
        if hints.is_empty() {
            // Without its content, which may be a customer's.
            tracing::info!(
                bytes = body.bytes.len(),
                "a webhook names nothing that is known here"
            );
            return StatusCode::ACCEPTED;
        }
        // The store may be slow.
        drop(body);
        match self.tenants(&hints).await {
            Ok(tenants) => {
                if tenants.is_empty() {
                    tracing::info!("a webhook is about plugins and numbers of no tenant");
                }
                for tenant_id in tenants {
                    self.backend.recheck(tenant_id);
                }
                StatusCode::ACCEPTED
            }
            Err(error) => {
                tracing::error!(%error, "the tenants of a webhook could not be found");
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    async fn tenants(&self, hints: &Hints) -> Result<Vec<String>, StoreError> {
        let store = &self.backend.store;
        let mut tenants = Vec::new();
        for plugin_id in &hints.plugin_ids {
            tenants.extend(store.tenant_of_plugin(plugin_id).await?);
        }
        for number in &hints.phone_number_ids {
            tenants.extend(store.tenants_of_number(number).await?);
        }
        tenants.sort_unstable();
        tenants.dedup();
        Ok(tenants)
    }
}
