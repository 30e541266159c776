//! Notifies an address of the partner's when a tenant's connection changes. A notification is stored with the change,
//! and sent until it is delivered.
//!
//! The notifications of a tenant are sent in order, oldest first, and none is skipped for a newer one.

mod body;
mod config;
mod delivery;
mod schedule;
mod secret;

use std::sync::Arc;

use tokio::sync::Notify;
use uuid::Uuid;

use crate::backend::AppState;
use crate::connection::Status;
use crate::connection_state::ConnectionState;
use crate::outbound::{self, HttpSetupError};
use crate::store::{NotedState, NotificationKind, StoreError, now};

pub use config::NotificationConfig;
pub use secret::{NotificationSecret, NotificationSecretError};

/// The queue of notifications and their address. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Notifications {
    http: reqwest::Client,
    config: Arc<NotificationConfig>,
    /// Signals that something was queued.
    wake: Arc<Notify>,
}

impl Notifications {
    pub(crate) fn new(config: NotificationConfig) -> Result<Self, HttpSetupError> {
        Ok(Self {
            http: outbound::client(
                &config.url,
                NotificationConfig::TRY_TIME,
                outbound::IDLE_TIME_OF_APP,
            )?,
            config: Arc::new(config),
            wake: Arc::default(),
        })
    }
}

/// The notification for a state. A review has none until it ends, because there is nothing to do.
fn kind_of(state: ConnectionState) -> Option<NotificationKind> {
    match state {
        ConnectionState::Connected => Some(NotificationKind::Connected),
        ConnectionState::NotConnected => Some(NotificationKind::Disconnected),
        ConnectionState::ConnectedWithoutNumber
        | ConnectionState::ChooseNumber
        | ConnectionState::ActionNeeded
        | ConnectionState::ReconnectNeeded => Some(NotificationKind::ActionNeeded),
        ConnectionState::InReview => None,
    }
}

impl AppState {
    /// Records a status that Chakra has just returned. If this fails, the next status makes up for it.
    pub(crate) async fn note_status(&self, tenant_id: &str, status: &Status) {
        let plugin_id = status.stored.as_ref().map(|it| it.plugin_id.as_str());
        if let Err(error) = self.try_to_note(tenant_id, plugin_id, status).await {
            tracing::error!(tenant = tenant_id, %error, "a connection's state could not be noted");
        }
    }

    /// Records that the tenant's connection has ended. Must be called before the store deletes its removal: after a
    /// crash in between, the process that finishes the removal records it.
    pub(crate) async fn note_disconnected(
        &self,
        tenant_id: &str,
        plugin_id: &str,
    ) -> Result<(), StoreError> {
        if self.notifications.is_none() {
            return Ok(());
        }
        // Later than each check that may still see the connection.
        let check = self.store.next_check(tenant_id, now()).await?;
        let status = Status::not_connected(check);
        self.try_to_note(tenant_id, Some(plugin_id), &status).await
    }

    async fn try_to_note(
        &self,
        tenant_id: &str,
        plugin_id: Option<&str>,
        status: &Status,
    ) -> Result<(), StoreError> {
        let Some(notifications) = &self.notifications else {
            return Ok(());
        };
        let kind = kind_of(status.connection.state);
        let body = kind.map(|kind| body::body(tenant_id, plugin_id, kind, status));
        let noted = NotedState {
            tenant_id: tenant_id.to_owned(),
            kind,
            as_of: status.revision,
            id: format!("msg_{}", Uuid::new_v4().simple()),
            body: body.unwrap_or_default(),
        };
        if self.store.note_state(&noted, now()).await? {
            tracing::info!(
                tenant = tenant_id,
                kind = kind.map(NotificationKind::as_str),
                id = noted.id,
                "a notification is queued"
            );
            notifications.wake.notify_one();
        }
        Ok(())
    }

    /// Sends queued notifications for as long as it runs.
    pub(crate) async fn deliver_notifications(&self) {
        if let Some(notifications) = &self.notifications {
            delivery::run(&*self.store, notifications).await;
        }
    }
}
