//! The rules of a [`Store`] as a suite: run it on your own adapter, with the feature `store-contract`.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use chakra_backend::store::contract::{Processes, check};
//! # use chakra_backend::SqliteStore;
//! # async fn example() {
//! check(async || {
//!     // An empty store for each case, opened as by two processes.
//!     let store = Arc::new(SqliteStore::in_memory().await.unwrap());
//!     Processes { here: store.clone(), there: store }
//! })
//! .await;
//! # }
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a suite of tests fails by panicking"
)]

mod bindings;
mod clocks;
mod evidence;
mod notifications;
mod removals;
mod reservations;

use std::sync::Arc;
use std::time::Duration;

use super::{Bound, Lease, Milliseconds, Reservation, Store};

/// The tenants of these cases, for tables that must know them. They differ by case, spaces, and characters that mean
/// something in SQL.
pub const TENANTS: [&str; 16] = [
    "a",
    "b",
    "c",
    "A",
    " a",
    "a ",
    "a-b",
    "ab",
    "ä",
    "z\u{1F600}",
    "10",
    "9",
    "%",
    "'; DROP TABLE x; --",
    "$1",
    "\\",
];

/// The longest time to create a plugin in these cases.
const LEASE: Duration = Duration::from_secs(30);
/// The time at which these cases begin.
const NOW: Milliseconds = 1_772_445_600_000;

/// One store, opened by two processes.
#[derive(Clone, Debug)]
pub struct Processes {
    /// The first process's.
    pub here: Arc<dyn Store>,
    /// The second process's, which must see everything that the first has written.
    pub there: Arc<dyn Store>,
}

impl Processes {
    async fn reserved(&self, tenant_id: &str, now: Milliseconds) -> Lease {
        match self.here.reserve(tenant_id, now, LEASE).await.unwrap() {
            Reservation::Reserved(lease) => lease,
            other => panic!("{other:?}"),
        }
    }

    /// Binds this plugin to the tenant.
    async fn bound(&self, tenant_id: &str, plugin_id: &str) {
        let lease = self.reserved(tenant_id, NOW).await;
        let bound = self.here.bind(&lease, plugin_id, NOW).await.unwrap();
        assert_eq!(bound, Bound::Bound);
    }

    async fn plugin_of(&self, tenant_id: &str) -> Option<String> {
        let found = self.there.find(tenant_id).await.unwrap();
        found.map(|it| it.plugin_id)
    }

    async fn close(self) {
        self.here.close_database().await;
        self.there.close_database().await;
    }
}

macro_rules! run_each {
    ($new_memory:ident: $($case:path),* $(,)?) => {
        $(
            eprintln!("the contract of a store: {}", stringify!($case));
            let processes = $new_memory().await;
            $case(&processes).await;
            processes.close().await;
        )*
    };
}

/// Runs each case on a separate store. Panics at the first one that fails.
pub async fn check(new_memory: impl AsyncFn() -> Processes) {
    run_each!(new_memory:
        bindings::an_unknown_tenant_has_no_record,
        bindings::a_choice_belongs_to_the_tenants_plugin,
        bindings::a_plugin_that_chakra_does_not_have_is_kept_until_it_is_replaced,
        bindings::known_accounts_stay_with_the_plugin,
        bindings::a_number_keeps_the_time_it_was_first_seen_at,
        bindings::the_time_is_forgotten_with_the_plugin,
        bindings::the_tenant_of_a_plugin_and_of_a_number_is_found,
        bindings::an_import_changes_no_existing_record,
        bindings::an_imported_plugin_serves_one_tenant_only,
        bindings::an_export_has_every_tenant_once,
        bindings::ids_are_opaque,
        clocks::a_clock_that_is_behind_gives_no_older_time,
        clocks::a_clock_that_is_far_ahead_only_affects_the_order,
        clocks::a_reservation_by_a_clock_that_is_far_ahead_blocks_nobody,
        clocks::a_removal_by_a_clock_that_is_far_ahead_is_due,
        clocks::a_removal_since_the_future_begins_with_its_next_attempt,
        clocks::a_notification_by_a_clock_that_is_far_ahead_is_due,
        clocks::a_number_first_seen_in_the_future_is_first_seen_now,
        clocks::an_unknown_outcome_of_the_future_lengthens_no_pause,
        reservations::one_at_a_time,
        reservations::one_of_fifty_concurrent_requests_gets_the_reservation,
        reservations::a_plugin_that_was_not_created_leaves_nothing,
        reservations::a_plugin_that_was_not_bound_is_due_for_deletion,
        reservations::each_unknown_outcome_doubles_the_pause,
        reservations::an_expired_lease_is_an_unknown_outcome,
        reservations::a_process_that_comes_back_late_creates_a_surplus,
        reservations::a_late_plugin_is_bound_if_nobody_else_creates_one,
        reservations::a_plugin_serves_one_tenant_only,
        reservations::many_concurrent_completions_leave_one_plugin,
        removals::the_plugin_stays_the_tenants_until_chakra_has_acted,
        removals::a_half_finished_removal_is_due_again_until_done,
        removals::a_plugin_with_a_signup_is_restored_if_there_is_no_other,
        removals::a_signup_from_before_a_later_removal_restores_nothing,
        removals::one_process_at_a_time_tries_a_removal,
        removals::a_released_plugin_stays_due_even_if_its_row_was_lost,
        removals::a_plugin_of_another_tenant_is_not_released,
        removals::the_longest_due_comes_first,
        notifications::a_change_of_kind_is_queued_once,
        notifications::an_earlier_check_changes_nothing,
        notifications::a_later_state_without_a_kind_outdates_an_earlier_check,
        notifications::one_process_at_a_time_sends_one,
        notifications::a_notification_whose_process_died_is_claimed_again_with_its_id,
        notifications::an_older_one_of_the_tenant_comes_first,
        notifications::undelivered_notifications_are_reported,
        evidence::unfinished_operations_are_reported,
        evidence::an_unknown_outcome_is_settled_by_its_lease,
        evidence::events_are_kept_by_tenant,
        evidence::a_cancelled_call_loses_and_blocks_nothing,
    );
}
