//! The port over a SQL database: the same statements for `SQLite` and `PostgreSQL`.
//!
//! Changes of one tenant are serialised ([`lock`]): in `SQLite` because only one connection writes at a time, in
//! `PostgreSQL` by the tenant's row in `tenant_check`.

mod accounts;
mod checks;
pub(super) mod database;
mod notifications;
mod numbers;
mod records;
mod removals;
mod reservations;

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;

use self::database::{Change, Database, SqlError, arguments};
use super::{
    AuditEvent, Binding, Bound, CheckTime, Delivery, Exported, Imported, Lease, Milliseconds,
    NotedState, Notification, Outcome, Removal, RemovalUpdate, Reservation, Restored, Store,
    StoreError, Undelivered, Unresolved, is_past,
};
use crate::connection_state::{KnownAccounts, NumberChoice};

#[async_trait]
impl<D: Database> Store for D {
    fn is_shared(&self) -> bool {
        D::IS_SHARED
    }

    async fn find(&self, tenant_id: &str) -> Result<Option<Binding>, StoreError> {
        let mut change = self.begin_read().await?;
        let found = records::find(&mut change, tenant_id).await?;
        change.commit().await?;
        Ok(found)
    }

    async fn tenant_of_plugin(&self, plugin_id: &str) -> Result<Option<String>, StoreError> {
        let mut change = self.begin_read().await?;
        let tenant = records::tenant_of_plugin(&mut change, plugin_id).await?;
        change.commit().await?;
        Ok(tenant)
    }

    async fn tenants_of_number(&self, phone_number_id: &str) -> Result<Vec<String>, StoreError> {
        let mut change = self.begin_read().await?;
        let tenants = numbers::tenants(&mut change, phone_number_id).await?;
        change.commit().await?;
        Ok(tenants)
    }

    async fn reserve(
        &self,
        tenant_id: &str,
        now: Milliseconds,
        lease: Duration,
    ) -> Result<Reservation, StoreError> {
        let mut change = self.begin_write().await?;
        let reserved = reservations::reserve(&mut change, tenant_id, now, lease).await?;
        change.commit().await?;
        Ok(reserved)
    }

    async fn bind(
        &self,
        lease: &Lease,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Bound, StoreError> {
        let mut change = self.begin_write().await?;
        let bound = reservations::bind(&mut change, lease, plugin_id, now).await?;
        change.commit().await?;
        Ok(bound)
    }

    async fn close(
        &self,
        lease: &Lease,
        outcome: Outcome<'_>,
        now: Milliseconds,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        reservations::close(&mut change, lease, outcome, now).await?;
        Ok(change.commit().await?)
    }

    async fn import(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Imported, StoreError> {
        let mut change = self.begin_write().await?;
        let imported = records::import(&mut change, tenant_id, plugin_id, now).await?;
        change.commit().await?;
        Ok(imported)
    }

    async fn export(&self, after: &str, at_most: u32) -> Result<Vec<Exported>, StoreError> {
        let mut change = self.begin_read().await?;
        let page = records::export(&mut change, after, at_most).await?;
        change.commit().await?;
        Ok(page)
    }

    async fn remember_choice(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        choice: &NumberChoice,
    ) -> Result<bool, StoreError> {
        let among = serde_json::Value::from(choice.among.clone()).to_string();
        let kept = execute(
            self,
            "UPDATE tenant_plugin SET chosen_phone_number_id = $3, chosen_among = $4
             WHERE tenant_id = $1 AND plugin_id = $2",
            arguments![tenant_id, plugin_id, &choice.phone_number_id, &among],
        );
        Ok(kept.await? == 1)
    }

    async fn record_connected_numbers(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        connected: &[String],
        now: Milliseconds,
    ) -> Result<HashMap<String, Milliseconds>, StoreError> {
        let mut change = self.begin_read().await?;
        let known = numbers::since(&mut change, plugin_id).await?;
        change.commit().await?;
        // Usually nothing has changed, and a status that only reads blocks nobody.
        let is_known = |id| known.get(id).is_some_and(|since| is_past(*since, now));
        if known.len() == connected.len() && connected.iter().all(is_known) {
            return Ok(known);
        }
        let mut change = self.begin_write().await?;
        lock(&mut change, tenant_id).await?;
        let recorded = numbers::record(&mut change, tenant_id, plugin_id, connected, now).await?;
        change.commit().await?;
        Ok(recorded)
    }

    async fn note_accounts(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        known: &KnownAccounts,
        revision: i64,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        accounts::note(&mut change, tenant_id, plugin_id, known, revision).await?;
        Ok(change.commit().await?)
    }

    async fn note_gone(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        gone: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        let noted = execute(
            self,
            "UPDATE tenant_plugin
             SET gone_since = CASE WHEN $3 IS NULL THEN NULL ELSE coalesce(gone_since, $3) END
             WHERE tenant_id = $1 AND plugin_id = $2",
            arguments![tenant_id, plugin_id, gone],
        );
        noted.await.map(drop)
    }

    async fn archive(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        records::archive(&mut change, tenant_id, plugin_id, now).await?;
        Ok(change.commit().await?)
    }

    async fn begin_removal(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Milliseconds,
    ) -> Result<(), StoreError> {
        let begun = execute(
            self,
            "INSERT INTO removal (plugin_id, tenant_id, why, since, due)
             VALUES ($2, $1, 'disconnect', $3, $4)
             ON CONFLICT (plugin_id) DO UPDATE SET due = excluded.due",
            arguments![tenant_id, plugin_id, now, due],
        );
        begun.await.map(drop)
    }

    async fn update_removal(
        &self,
        plugin_id: &str,
        update: RemovalUpdate,
    ) -> Result<(), StoreError> {
        let updated = match update {
            RemovalUpdate::Deactivated => {
                let statement = "UPDATE removal SET deactivated = TRUE WHERE plugin_id = $1";
                execute(self, statement, arguments![plugin_id]).await?
            }
            RemovalUpdate::Postponed { due } => {
                let statement = "UPDATE removal SET due = $2 WHERE plugin_id = $1";
                execute(self, statement, arguments![plugin_id, due]).await?
            }
            RemovalUpdate::Cancelled => {
                let statement = "DELETE FROM removal
                     WHERE plugin_id = $1 AND deactivated = FALSE AND tries = 0";
                execute(self, statement, arguments![plugin_id]).await?
            }
        };
        tracing::trace!(plugin = plugin_id, ?update, updated, "a removal goes on");
        Ok(())
    }

    async fn release(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        removals::release(&mut change, tenant_id, plugin_id, now, due).await?;
        Ok(change.commit().await?)
    }

    async fn restore(&self, removal: &Removal, now: Milliseconds) -> Result<Restored, StoreError> {
        let mut change = self.begin_write().await?;
        let restored = removals::restore(&mut change, removal, now).await?;
        change.commit().await?;
        Ok(restored)
    }

    async fn due_removals(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Removal>, StoreError> {
        let mut change = self.begin_read().await?;
        let due = removals::due(&mut change, now, at_most).await?;
        change.commit().await?;
        Ok(due)
    }

    async fn claim_removal(
        &self,
        plugin_id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Removal>, StoreError> {
        let mut change = self.begin_write().await?;
        let claimed = removals::claim(&mut change, plugin_id, now, until).await?;
        change.commit().await?;
        Ok(claimed)
    }

    async fn removals_of(&self, tenant_id: &str) -> Result<Vec<Removal>, StoreError> {
        let mut change = self.begin_read().await?;
        let removals = removals::of(&mut change, tenant_id).await?;
        change.commit().await?;
        Ok(removals)
    }

    async fn next_check(
        &self,
        tenant_id: &str,
        now: Milliseconds,
    ) -> Result<CheckTime, StoreError> {
        let mut change = self.begin_write().await?;
        let check = checks::next(&mut change, tenant_id, now).await?;
        change.commit().await?;
        Ok(check)
    }

    async fn latest_check(&self) -> Result<Option<Milliseconds>, StoreError> {
        let mut change = self.begin_read().await?;
        let latest = checks::latest(&mut change).await?;
        change.commit().await?;
        Ok(latest)
    }

    async fn unresolved(&self, now: Milliseconds, at_most: u32) -> Result<Unresolved, StoreError> {
        let mut change = self.begin_read().await?;
        let unresolved = Unresolved {
            reservations: reservations::unknown(&mut change, now, at_most).await?,
            removals: removals::oldest(&mut change, at_most).await?,
        };
        change.commit().await?;
        Ok(unresolved)
    }

    async fn record_event(&self, event: &AuditEvent) -> Result<(), StoreError> {
        let recorded = execute(
            self,
            "INSERT INTO audit_event (tenant_id, user_id, action, happened_at)
             VALUES ($1, $2, $3, $4)",
            arguments![
                &event.tenant_id,
                event.user_id.as_deref(),
                event.action.as_str(),
                event.at
            ],
        );
        recorded.await.map(drop)
    }

    async fn events(&self, tenant_id: &str, at_most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let mut change = self.begin_read().await?;
        let events = records::events(&mut change, tenant_id, at_most).await?;
        change.commit().await?;
        Ok(events)
    }

    async fn note_state(&self, state: &NotedState, now: Milliseconds) -> Result<bool, StoreError> {
        let mut change = self.begin_write().await?;
        let is_queued = notifications::note(&mut change, state, now).await?;
        change.commit().await?;
        Ok(is_queued)
    }

    async fn due_notifications(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Notification>, StoreError> {
        let mut change = self.begin_read().await?;
        let due = notifications::due(&mut change, now, at_most).await?;
        change.commit().await?;
        Ok(due)
    }

    async fn claim_notification(
        &self,
        id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Notification>, StoreError> {
        let mut change = self.begin_write().await?;
        let claimed = notifications::claim(&mut change, id, now, until).await?;
        change.commit().await?;
        Ok(claimed)
    }

    async fn settle_notification(
        &self,
        claimed: &Notification,
        delivery: Delivery,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        notifications::settle(&mut change, claimed, &delivery).await?;
        Ok(change.commit().await?)
    }

    async fn undelivered(&self) -> Result<Undelivered, StoreError> {
        let mut change = self.begin_read().await?;
        let undelivered = notifications::undelivered(&mut change).await?;
        change.commit().await?;
        Ok(undelivered)
    }

    async fn close_database(&self) {
        self.close().await;
    }
}

/// Runs one statement as a change.
async fn execute<D: Database, const N: usize>(
    database: &D,
    statement: &'static str,
    arguments: [database::Argument<'_>; N],
) -> Result<u64, StoreError> {
    let mut change = database.begin_write().await?;
    let changed = change.execute(statement, arguments).await?;
    change.commit().await?;
    Ok(changed)
}

/// Locks the tenant's rows until the end of the transaction.
async fn lock(change: &mut impl Change, tenant_id: &str) -> Result<(), SqlError> {
    let locked = change.execute(
        "INSERT INTO tenant_check (tenant_id, begun_at) VALUES ($1, 0)
         ON CONFLICT (tenant_id) DO UPDATE SET begun_at = tenant_check.begun_at",
        arguments![tenant_id],
    );
    locked.await.map(drop)
}
