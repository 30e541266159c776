//! The backend's store: each tenant's plugin, and the unfinished changes at Chakra.
//!
//! [`Store`] is the port. [`SqliteStore`] and [`PostgresStore`] are in the box; yours may be another one. Hold it to
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

pub(crate) use epoch::{after, milliseconds};

/// The backend's memory. Each method is one transaction: it is done as a whole or not at all, also if its caller goes
/// away in the middle. Several processes may share one memory.
///
/// Times are given by the caller, except where they are read back. Processes' clocks differ: a time more than two hours
/// ahead, until which something is put off, was written by a clock that is wrong, and counts as over. Ids of tenants and
/// plugins are opaque, and compared byte by byte.
///
/// Every method should answer within about 4 s, with [`StoreError::Unavailable`] if need be: the widget waits for 15 s
/// in all.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// The tenant's binding.
    async fn find(&self, tenant_id: &str) -> Result<Option<Binding>, StoreError>;

    /// The tenant that has the plugin, if any.
    async fn tenant_of_plugin(&self, plugin_id: &str) -> Result<Option<String>, StoreError>;

    /// The tenants whose plugins were last seen with this number connected; mostly one.
    async fn tenants_of_number(&self, phone_number_id: &str) -> Result<Vec<String>, StoreError>;

    /// Asks for the right to make a plugin for the tenant within `lease`. At most one is given out at a time. Of one
    /// that has run out the outcome is unknown, because its process has died.
    async fn reserve(
        &self,
        tenant_id: &str,
        now: Milliseconds,
        lease: Duration,
    ) -> Result<Reservation, StoreError>;

    /// Makes the plugin the tenant's, if the tenant has none and nobody else makes one. Else it is put among the
    /// removals, unless it is somebody's. Either way the lease is closed.
    ///
    /// If the plugin is another tenant's, the lease stays open, and the error is
    /// [`PluginOfAnother`](StoreError::PluginOfAnother).
    async fn bind(
        &self,
        lease: &Lease,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Bound, StoreError>;

    /// Gives the right back where there is no plugin to keep. After an unknown outcome the row stays, and none is
    /// begun for the tenant for [`pause_after_unknown`].
    async fn close(
        &self,
        lease: &Lease,
        outcome: Outcome<'_>,
        now: Milliseconds,
    ) -> Result<(), StoreError>;

    /// Makes a plugin that exists the tenant's, if the tenant has none. If it is another tenant's, the error is
    /// [`PluginOfAnother`](StoreError::PluginOfAnother).
    async fn import(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Imported, StoreError>;

    /// Tenants and their plugins by the tenant's id: those after `after`, which is the last of the page before. An
    /// empty page is the end.
    async fn export(&self, after: &str, at_most: u32) -> Result<Vec<Exported>, StoreError>;

    /// Remembers the choice; false if the tenant has another plugin by now.
    async fn remember_choice(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        choice: &NumberChoice,
    ) -> Result<bool, StoreError>;

    /// Remembers that these numbers of a plugin are connected at `now` and no others are; tells since when each of
    /// them is. Of a plugin that is not the tenant's nothing is told.
    async fn record_connected_numbers(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        connected: &[String],
        now: Milliseconds,
    ) -> Result<HashMap<String, Milliseconds>, StoreError>;

    /// Remembers what is known of the accounts of the tenant's plugin since the check of this revision; nothing, if a
    /// later check was remembered already.
    async fn note_accounts(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        known: &KnownAccounts,
        revision: i64,
    ) -> Result<(), StoreError>;

    /// Writes down since when Chakra says that it does not have the plugin, of which the first time counts; or that
    /// it has it.
    async fn note_gone(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        gone: Option<Milliseconds>,
    ) -> Result<(), StoreError>;

    /// Puts the tenant's plugin, which Chakra does not have, among the former ones. It is not to be deleted any more.
    async fn archive(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<(), StoreError>;

    /// Writes down that the tenant's plugin is to be deleted; it stays the tenant's until [`Self::release`]. Nobody
    /// else tries it before `due`.
    async fn begin_removal(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Milliseconds,
    ) -> Result<(), StoreError>;

    /// Writes down what is new of a removal. One that is not there stays away.
    async fn update_removal(
        &self,
        plugin_id: &str,
        update: RemovalUpdate,
    ) -> Result<(), StoreError>;

    /// The plugin is the tenant's no more. It stays among the removals, switched off, until `due`; or not at all, if
    /// Chakra has deleted it.
    async fn release(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Option<Milliseconds>,
    ) -> Result<(), StoreError>;

    /// A signup has ended on the plugin since it was switched off: it is the tenant's again, if the tenant has no
    /// other one.
    async fn restore(&self, removal: &Removal, now: Milliseconds) -> Result<Restored, StoreError>;

    /// The removals to be tried now, the longest due first.
    async fn due_removals(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Removal>, StoreError>;

    /// Takes one that is due, and counts the try: nobody else gets it before `until`.
    async fn claim_removal(
        &self,
        plugin_id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Removal>, StoreError>;

    /// The tenant's disconnected plugins that Chakra may still have, the oldest first.
    async fn removals_of(&self, tenant_id: &str) -> Result<Vec<Removal>, StoreError>;

    /// The order and the time of a check that begins now: after every check of the tenant that was begun before,
    /// though the clock of another process may be ahead.
    async fn next_check(&self, tenant_id: &str, now: Milliseconds)
    -> Result<CheckTime, StoreError>;

    /// The latest time that a check of any tenant was told to be from, also of those that were overruled: where it is
    /// in the future, a clock is wrong. For people: it may read the whole table.
    async fn latest_check(&self) -> Result<Option<Milliseconds>, StoreError>;

    /// Operations that were begun at Chakra and are not known to be done, `at_most` of each kind: for people.
    async fn unresolved(&self, now: Milliseconds, at_most: u32) -> Result<Unresolved, StoreError>;

    /// Writes down what somebody did with a connection.
    async fn record_event(&self, event: &AuditEvent) -> Result<(), StoreError>;

    /// Actions on the tenant's connection, newest first.
    async fn events(&self, tenant_id: &str, at_most: u32) -> Result<Vec<AuditEvent>, StoreError>;

    /// Whether processes on other machines may write to it: then what a process keeps of a tenant is compared with
    /// it.
    fn is_shared(&self) -> bool {
        true
    }

    /// Notes what was learned of a tenant's connection, unless a later check was noted already. If it is of another
    /// kind than what was noted last, its notification is queued with it, which is true then. A tenant of which nothing
    /// was noted counts as disconnected.
    async fn note_state(&self, state: &NotedState, now: Milliseconds) -> Result<bool, StoreError>;

    /// The notifications to be sent now, the longest due first: of each tenant's, the oldest alone.
    async fn due_notifications(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Notification>, StoreError>;

    /// Takes one that is due and the oldest of its tenant, and counts the try: nobody else gets it before `until`.
    async fn claim_notification(
        &self,
        id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Notification>, StoreError>;

    /// Writes down what became of a try. One that somebody else has claimed since is not postponed.
    async fn settle_notification(
        &self,
        claimed: &Notification,
        delivery: Delivery,
    ) -> Result<(), StoreError>;

    /// Notifications that are not delivered yet: for people.
    async fn undelivered(&self) -> Result<Undelivered, StoreError>;

    /// Waits until nothing is under way, and closes the database. Nothing is asked of it afterwards.
    async fn close_database(&self) {}
}
