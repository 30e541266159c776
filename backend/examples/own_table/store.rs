//! A [`Store`] that keeps each tenant's plugin in `companies.chakra_plugin_id`, and delegates the rest to a built-in
//! store.
//!
//! No transaction covers both, so their order keeps them consistent: a plugin is written to the store before the
//! column, and removed from the column first. After a crash in between, the next [`find`](Store::find) detects the
//! difference: a plugin that only the store has is written to the column, and one that only the column has is from
//! before there was a store.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chakra_backend::connection_state::{KnownAccounts, NumberChoice};
use chakra_backend::store::{
    AuditEvent, Binding, Bound, CheckTime, Delivery, Exported, Imported, Lease, Milliseconds,
    NotedState, Notification, Outcome, Removal, RemovalUpdate, Reservation, Restored, Store,
    StoreError, Undelivered, Unresolved,
};
use sqlx::SqlitePool;

/// Your table, and the store for everything that has no column in it.
#[derive(Debug)]
pub(crate) struct OwnTable {
    companies: SqlitePool,
    rest: Arc<dyn Store>,
}

impl OwnTable {
    /// An example of your table. A tenant's id is the company's.
    pub(crate) const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS companies (
        id               TEXT PRIMARY KEY NOT NULL,
        name             TEXT NOT NULL,
        chakra_plugin_id TEXT UNIQUE
    )";

    pub(crate) fn new(companies: SqlitePool, rest: Arc<dyn Store>) -> Self {
        Self { companies, rest }
    }

    async fn column(&self, tenant_id: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(Option<String>,)> =
            sqlx::query_as("SELECT chakra_plugin_id FROM companies WHERE id = $1")
                .bind(tenant_id)
                .fetch_optional(&self.companies)
                .await
                .map_err(failed)?;
        Ok(row.and_then(|(plugin_id,)| plugin_id))
    }

    async fn set_column(&self, tenant_id: &str, plugin_id: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE companies SET chakra_plugin_id = $2 WHERE id = $1")
            .bind(tenant_id)
            .bind(plugin_id)
            .execute(&self.companies)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn clear_column(&self, tenant_id: &str, plugin_id: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE companies SET chakra_plugin_id = NULL WHERE id = $1 AND chakra_plugin_id = $2",
        )
        .bind(tenant_id)
        .bind(plugin_id)
        .execute(&self.companies)
        .await
        .map_err(failed)?;
        Ok(())
    }

    /// Whether another company already had this plugin before there was a store.
    async fn is_of_another(&self, tenant_id: &str, plugin_id: &str) -> Result<bool, StoreError> {
        let other: Option<(String,)> =
            sqlx::query_as("SELECT id FROM companies WHERE chakra_plugin_id = $2 AND id <> $1")
                .bind(tenant_id)
                .bind(plugin_id)
                .fetch_optional(&self.companies)
                .await
                .map_err(failed)?;
        Ok(other.is_some())
    }
}

/// If your database can be unreachable, return `Unavailable` for that. This one is a file.
fn failed(error: sqlx::Error) -> StoreError {
    StoreError::Failed(error.into())
}

#[async_trait]
impl Store for OwnTable {
    async fn find(&self, tenant_id: &str) -> Result<Option<Binding>, StoreError> {
        let known = self.rest.find(tenant_id).await?;
        match (&known, self.column(tenant_id).await?) {
            (Some(known), column) => {
                if column.as_ref() != Some(&known.plugin_id) {
                    self.set_column(tenant_id, &known.plugin_id).await?;
                }
            }
            (None, None) => {}
            (None, Some(plugin_id)) => {
                self.rest.import(tenant_id, &plugin_id, 0).await?;
                return self.rest.find(tenant_id).await;
            }
        }
        Ok(known)
    }

    async fn tenant_of_plugin(&self, plugin_id: &str) -> Result<Option<String>, StoreError> {
        if let Some(tenant_id) = self.rest.tenant_of_plugin(plugin_id).await? {
            return Ok(Some(tenant_id));
        }
        let row: Option<(String,)> =
            sqlx::query_as("SELECT id FROM companies WHERE chakra_plugin_id = $1")
                .bind(plugin_id)
                .fetch_optional(&self.companies)
                .await
                .map_err(failed)?;
        Ok(row.map(|(tenant_id,)| tenant_id))
    }

    async fn reserve(
        &self,
        tenant_id: &str,
        now: Milliseconds,
        lease: Duration,
    ) -> Result<Reservation, StoreError> {
        if self.find(tenant_id).await?.is_some() {
            return Ok(Reservation::Bound);
        }
        self.rest.reserve(tenant_id, now, lease).await
    }

    async fn bind(
        &self,
        lease: &Lease,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Bound, StoreError> {
        if self.is_of_another(&lease.tenant_id, plugin_id).await? {
            return Err(StoreError::PluginOfAnother);
        }
        let bound = self.rest.bind(lease, plugin_id, now).await?;
        if bound == Bound::Bound {
            self.set_column(&lease.tenant_id, plugin_id).await?;
        }
        Ok(bound)
    }

    async fn import(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Imported, StoreError> {
        if self.is_of_another(tenant_id, plugin_id).await? {
            return Err(StoreError::PluginOfAnother);
        }
        // Imports the value of the column first.
        self.find(tenant_id).await?;
        let imported = self.rest.import(tenant_id, plugin_id, now).await?;
        if imported == Imported::Bound {
            self.set_column(tenant_id, plugin_id).await?;
        }
        Ok(imported)
    }

    async fn archive(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<(), StoreError> {
        self.clear_column(tenant_id, plugin_id).await?;
        self.rest.archive(tenant_id, plugin_id, now).await
    }

    async fn release(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        self.clear_column(tenant_id, plugin_id).await?;
        self.rest.release(tenant_id, plugin_id, now, due).await
    }

    async fn restore(&self, removal: &Removal, now: Milliseconds) -> Result<Restored, StoreError> {
        let restored = self.rest.restore(removal, now).await?;
        if restored == Restored::Done {
            self.set_column(&removal.tenant_id, &removal.plugin_id)
                .await?;
        }
        Ok(restored)
    }

    // Everything else is delegated.

    async fn tenants_of_number(&self, phone_number_id: &str) -> Result<Vec<String>, StoreError> {
        self.rest.tenants_of_number(phone_number_id).await
    }

    async fn close(
        &self,
        lease: &Lease,
        outcome: Outcome<'_>,
        now: Milliseconds,
    ) -> Result<(), StoreError> {
        self.rest.close(lease, outcome, now).await
    }

    async fn export(&self, after: &str, at_most: u32) -> Result<Vec<Exported>, StoreError> {
        self.rest.export(after, at_most).await
    }

    async fn remember_choice(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        choice: &NumberChoice,
    ) -> Result<bool, StoreError> {
        self.rest
            .remember_choice(tenant_id, plugin_id, choice)
            .await
    }

    async fn record_connected_numbers(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        connected: &[String],
        now: Milliseconds,
    ) -> Result<HashMap<String, Milliseconds>, StoreError> {
        self.rest
            .record_connected_numbers(tenant_id, plugin_id, connected, now)
            .await
    }

    async fn note_accounts(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        known: &KnownAccounts,
        revision: i64,
    ) -> Result<(), StoreError> {
        let rest = self
            .rest
            .note_accounts(tenant_id, plugin_id, known, revision);
        rest.await
    }

    async fn note_gone(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        gone: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        self.rest.note_gone(tenant_id, plugin_id, gone).await
    }

    async fn begin_removal(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Milliseconds,
    ) -> Result<(), StoreError> {
        self.rest
            .begin_removal(tenant_id, plugin_id, now, due)
            .await
    }

    async fn update_removal(
        &self,
        plugin_id: &str,
        update: RemovalUpdate,
    ) -> Result<(), StoreError> {
        self.rest.update_removal(plugin_id, update).await
    }

    async fn due_removals(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Removal>, StoreError> {
        self.rest.due_removals(now, at_most).await
    }

    async fn claim_removal(
        &self,
        plugin_id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Removal>, StoreError> {
        self.rest.claim_removal(plugin_id, now, until).await
    }

    async fn removals_of(&self, tenant_id: &str) -> Result<Vec<Removal>, StoreError> {
        self.rest.removals_of(tenant_id).await
    }

    async fn next_check(
        &self,
        tenant_id: &str,
        now: Milliseconds,
    ) -> Result<CheckTime, StoreError> {
        self.rest.next_check(tenant_id, now).await
    }

    async fn latest_check(&self) -> Result<Option<Milliseconds>, StoreError> {
        self.rest.latest_check().await
    }

    async fn unresolved(&self, now: Milliseconds, at_most: u32) -> Result<Unresolved, StoreError> {
        self.rest.unresolved(now, at_most).await
    }

    async fn record_event(&self, event: &AuditEvent) -> Result<(), StoreError> {
        self.rest.record_event(event).await
    }

    async fn events(&self, tenant_id: &str, at_most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        self.rest.events(tenant_id, at_most).await
    }

    async fn note_state(&self, state: &NotedState, now: Milliseconds) -> Result<bool, StoreError> {
        self.rest.note_state(state, now).await
    }

    async fn due_notifications(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Notification>, StoreError> {
        self.rest.due_notifications(now, at_most).await
    }

    async fn claim_notification(
        &self,
        id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Notification>, StoreError> {
        self.rest.claim_notification(id, now, until).await
    }

    async fn settle_notification(
        &self,
        claimed: &Notification,
        delivery: Delivery,
    ) -> Result<(), StoreError> {
        self.rest.settle_notification(claimed, delivery).await
    }

    async fn undelivered(&self) -> Result<Undelivered, StoreError> {
        self.rest.undelivered().await
    }

    async fn close_database(&self) {
        self.rest.close_database().await;
        self.companies.close().await;
    }
}
