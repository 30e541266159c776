//! The rules of a [`Store`] as a suite: run it on your own adapter, with the feature `store-contract`.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use chakra_backend::store::contract::{Processes, check};
//! # use chakra_backend::SqliteStore;
//! # async fn example() {
//! check(async || {
//!     // An empty memory for each case, opened as by two processes.
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

/// The tenants of these cases, for tables that must know them. Neither case nor spaces nor what means something in SQL
/// makes two of them the same.
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

/// The longest that a plugin takes in these cases.
const LEASE: Duration = Duration::from_secs(30);
/// When these cases begin.
const NOW: Milliseconds = 1_772_445_600_000;

/// One memory, as two processes have it open.
#[derive(Clone, Debug)]
pub struct Processes {
    /// The first process's.
    pub here: Arc<dyn Store>,
    /// The second one's: whatever the first has written is read here.
    pub there: Arc<dyn Store>,
}

impl Processes {
    async fn reserved(&self, tenant_id: &str, now: Milliseconds) -> Lease {
        match self.here.reserve(tenant_id, now, LEASE).await.unwrap() {
            Reservation::Reserved(lease) => lease,
            other => panic!("{other:?}"),
        }
    }

    /// The tenant has this plugin.
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

/// Runs each case on a memory of its own. Panics at the first that does not hold.
pub async fn check(new_memory: impl AsyncFn() -> Processes) {
    run_each!(new_memory:
        bindings::nothing_is_remembered_of_a_tenant_that_never_came,
        bindings::a_choice_is_of_the_tenants_plugin,
        bindings::a_plugin_that_chakra_does_not_have_is_kept_until_it_is_replaced,
        bindings::what_is_known_of_accounts_stays_with_the_plugin,
        bindings::a_number_keeps_the_time_it_was_first_seen_at,
        bindings::the_time_is_forgotten_with_the_plugin,
        bindings::the_tenant_of_a_plugin_and_of_a_number_is_found,
        bindings::an_import_changes_nothing_that_is_there,
        bindings::an_imported_plugin_serves_one_tenant_only,
        bindings::an_export_has_every_tenant_once,
        bindings::ids_are_opaque,
        clocks::a_clock_that_is_behind_tells_no_older_time,
        clocks::a_clock_that_is_far_ahead_is_followed_in_order_only,
        clocks::a_reservation_of_a_clock_that_is_far_ahead_keeps_nobody_waiting,
        clocks::a_removal_of_a_clock_that_is_far_ahead_is_due,
        clocks::a_notification_of_a_clock_that_is_far_ahead_is_due,
        reservations::one_at_a_time,
        reservations::of_fifty_at_once_one_is_reserved,
        reservations::what_was_not_made_leaves_nothing,
        reservations::what_was_not_kept_is_to_be_deleted,
        reservations::each_unknown_outcome_doubles_the_pause,
        reservations::a_lease_that_ran_out_is_an_unknown_outcome,
        reservations::one_that_comes_back_late_makes_a_surplus,
        reservations::one_that_comes_back_while_nobody_else_makes_one_is_bound,
        reservations::a_plugin_serves_one_tenant_only,
        reservations::many_that_finish_at_once_leave_one_plugin,
        removals::the_plugin_stays_the_tenants_until_chakra_has_done_something,
        removals::what_is_half_done_is_due_again_until_it_is_done,
        removals::a_plugin_that_was_signed_up_with_comes_back_if_there_is_no_other,
        removals::one_process_at_a_time_tries_a_removal,
        removals::what_is_released_stays_to_be_deleted_though_its_row_was_lost,
        removals::a_plugin_of_another_tenant_is_not_released,
        removals::the_longest_due_comes_first,
        notifications::a_change_of_kind_is_queued_once,
        notifications::an_earlier_check_changes_nothing,
        notifications::one_process_at_a_time_sends_one,
        notifications::one_whose_process_died_is_claimed_again_under_its_id,
        notifications::an_older_one_of_the_tenant_comes_first,
        notifications::what_is_not_delivered_is_told,
        evidence::what_is_not_known_to_be_done_is_told,
        evidence::an_unknown_outcome_is_settled_by_its_lease,
        evidence::events_are_kept_by_tenant,
        evidence::a_call_that_is_given_up_takes_nothing_away,
    );
}
