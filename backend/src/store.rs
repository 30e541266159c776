//! The backend's store: each tenant's plugin, and the unfinished changes at Chakra.
//!
//! [`Store`] is the port. [`SqliteStore`] and [`PostgresStore`] are included; you may write your own. Test it against
//! the same rules with the suite in [`contract`] (feature `store-contract`).

mod binding;
mod check_time;
#[cfg(feature = "store-contract")]
pub mod contract;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod database_url;
mod epoch;
mod error;
mod evidence;
mod notification;
#[cfg(feature = "postgres")]
mod postgres;
mod removal;
mod reservation;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use crate::connection_state::{KnownAccounts, NumberChoice};

pub use binding::{Binding, Exported, Imported};
pub use check_time::{CheckTime, LONGEST_LEAD};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use database_url::{DatabaseUrl, DatabaseUrlError, open};
pub use epoch::{Milliseconds, date, now};
pub use error::{Cause, StoreError};
pub use evidence::{AuditAction, AuditEvent, UnknownOutcome, Unresolved};
pub use notification::{
    Delivery, NotedState, Notification, NotificationKind, OldestUndelivered, Undelivered,
};
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use removal::{Removal, RemovalUpdate, Restored};
pub use reservation::{Bound, Lease, Outcome, Reservation, UNKNOWN_MEMORY, pause_after_unknown};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

pub(crate) use check_time::is_past;
pub(crate) use epoch::{after, milliseconds};

/// The backend's store. Each method is one transaction: it happens completely or not at all, even if its caller is
/// dropped in the middle. Several processes may share one store.
///
/// Times are given by the caller, except when they are read back. The clocks of processes may differ: a deadline more
/// than two hours ahead was written by a wrong clock, and counts as expired. Ids of tenants and plugins are opaque, and
/// compared byte by byte.
///
/// Every method should return within about 4 s, if necessary with [`StoreError::Unavailable`]: the widget waits for 15
/// s in total.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// The tenant's binding.
    async fn find(&self, tenant_id: &str) -> Result<Option<Binding>, StoreError>;

    /// The tenant to which the plugin is bound, if any.
    async fn tenant_of_plugin(&self, plugin_id: &str) -> Result<Option<String>, StoreError>;

    /// The tenants whose plugins were last seen with this number connected; usually one.
    async fn tenants_of_number(&self, phone_number_id: &str) -> Result<Vec<String>, StoreError>;

    /// Requests the right to create a plugin for the tenant within `lease`. Only one is granted at a time. The outcome
    /// of an expired one is unknown, because its process has died.
    async fn reserve(
        &self,
        tenant_id: &str,
        now: Milliseconds,
        lease: Duration,
    ) -> Result<Reservation, StoreError>;

    /// Binds the plugin to the tenant, if the tenant has none and nobody else is creating one. Otherwise, schedules its
    /// removal, unless it is bound to another tenant. Either way the lease is closed.
    ///
    /// If the plugin is another tenant's, the lease stays open, and the error is
    /// [`PluginOfAnother`](StoreError::PluginOfAnother).
    async fn bind(
        &self,
        lease: &Lease,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Bound, StoreError>;

    /// Returns the right if there is no plugin to bind. After an unknown outcome the row stays, and the tenant gets no
    /// new one for [`pause_after_unknown`]. One that was begun more than [`LONGEST_LEAD`] after `now` does not lengthen
    /// the pause.
    async fn close(
        &self,
        lease: &Lease,
        outcome: Outcome<'_>,
        now: Milliseconds,
    ) -> Result<(), StoreError>;

    /// Binds an existing plugin to the tenant, if the tenant has none. If it is another tenant's, the error is
    /// [`PluginOfAnother`](StoreError::PluginOfAnother).
    async fn import(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Imported, StoreError>;

    /// A page of tenants and their plugins, ordered by the tenant's id. It starts after `after`, the last id of the
    /// previous page. An empty page is the end.
    async fn export(&self, after: &str, at_most: u32) -> Result<Vec<Exported>, StoreError>;

    /// Stores the choice. Returns false if the tenant has another plugin by now.
    async fn remember_choice(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        choice: &NumberChoice,
    ) -> Result<bool, StoreError>;

    /// Stores that exactly these numbers of a plugin are connected at `now`, and returns since when each of them has
    /// been. A time more than [`LONGEST_LEAD`] after `now` becomes `now`. Returns nothing for a plugin that is not the
    /// tenant's.
    async fn record_connected_numbers(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        connected: &[String],
        now: Milliseconds,
    ) -> Result<HashMap<String, Milliseconds>, StoreError>;

    /// Stores the accounts of the tenant's plugin as found by the check of this revision. Does nothing if a later check
    /// is stored already.
    async fn note_accounts(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        known: &KnownAccounts,
        revision: i64,
    ) -> Result<(), StoreError>;

    /// Stores since when Chakra has reported that it does not have the plugin, keeping the first time; or that it has
    /// it.
    async fn note_gone(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        gone: Option<Milliseconds>,
    ) -> Result<(), StoreError>;

    /// Archives the tenant's plugin, which Chakra no longer has. It needs no deletion.
    async fn archive(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<(), StoreError>;

    /// Schedules the deletion of the tenant's plugin, which stays the tenant's until [`Self::release`]. No other
    /// process tries it before `due`.
    async fn begin_removal(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Milliseconds,
    ) -> Result<(), StoreError>;

    /// Stores the progress of a removal. Does not bring back one that is gone.
    async fn update_removal(
        &self,
        plugin_id: &str,
        update: RemovalUpdate,
    ) -> Result<(), StoreError>;

    /// Takes the plugin from the tenant. Its removal stays, switched off, until `due`; or is deleted, if Chakra has
    /// deleted the plugin.
    async fn release(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Option<Milliseconds>,
    ) -> Result<(), StoreError>;

    /// Gives the plugin back to the tenant, because a signup has completed on it since it was switched off. Does
    /// nothing if the tenant has another one, or if the stored removal has another [`since`](Removal::since): then the
    /// plugin was given back and disconnected again in the meantime, and the later disconnect counts.
    async fn restore(&self, removal: &Removal, now: Milliseconds) -> Result<Restored, StoreError>;

    /// The removals that are due, the longest overdue first.
    async fn due_removals(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Removal>, StoreError>;

    /// Claims a due removal until `until`, and counts the attempt. If it is since more than [`LONGEST_LEAD`] after
    /// `now`, it is since `now` from here on.
    async fn claim_removal(
        &self,
        plugin_id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Removal>, StoreError>;

    /// The tenant's disconnected plugins that Chakra may still have, oldest first.
    async fn removals_of(&self, tenant_id: &str) -> Result<Vec<Removal>, StoreError>;

    /// The order and the time of a check that begins now. Both are later than those of every check of the tenant so
    /// far, even if the clock of another process is ahead.
    async fn next_check(&self, tenant_id: &str, now: Milliseconds)
    -> Result<CheckTime, StoreError>;

    /// The latest time given to a check of any tenant, even if the check was overruled. A time in the future means a
    /// wrong clock. For diagnosis: it may read the whole table.
    async fn latest_check(&self) -> Result<Option<Milliseconds>, StoreError>;

    /// Operations that have begun at Chakra and are not known to be complete, at most `at_most` of each kind, for
    /// diagnosis.
    async fn unresolved(&self, now: Milliseconds, at_most: u32) -> Result<Unresolved, StoreError>;

    /// Stores an action on a connection.
    async fn record_event(&self, event: &AuditEvent) -> Result<(), StoreError>;

    /// Actions on the tenant's connection, newest first.
    async fn events(&self, tenant_id: &str, at_most: u32) -> Result<Vec<AuditEvent>, StoreError>;

    /// Whether processes on other machines may write to it. If so, a process compares its cached tenants with it.
    fn is_shared(&self) -> bool {
        true
    }

    /// Stores the state of a tenant's connection, unless a later check is already stored. If its kind differs from the
    /// last one, queues its notification in the same transaction, and returns true. A tenant without a stored state
    /// counts as disconnected. A state without a kind only makes the results of earlier checks too late.
    async fn note_state(&self, state: &NotedState, now: Milliseconds) -> Result<bool, StoreError>;

    /// The notifications that are due, the longest overdue first; only the oldest of each tenant.
    async fn due_notifications(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Notification>, StoreError>;

    /// Claims a notification until `until`, if it is due and the oldest of its tenant, and counts the attempt. If it is
    /// since more than [`LONGEST_LEAD`] after `now`, it is since `now` from here on.
    async fn claim_notification(
        &self,
        id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Notification>, StoreError>;

    /// Stores the result of an attempt. A notification that another process has claimed in the meantime is not
    /// postponed.
    async fn settle_notification(
        &self,
        claimed: &Notification,
        delivery: Delivery,
    ) -> Result<(), StoreError>;

    /// Notifications that are not delivered yet, for diagnosis.
    async fn undelivered(&self) -> Result<Undelivered, StoreError>;

    /// Waits for all operations, then closes the database, which is not used afterwards.
    async fn close_database(&self) {}
}
