//! Whether the partner's app accepts its notifications.

use chakra_backend::store::{Milliseconds, OldestUndelivered, Store, now};

use super::Finding;
use super::stored::failed;

const CHECK: &str = "notifications";
/// After this time, nine attempts have failed.
const LATE: Milliseconds = 3_600_000;

/// `has_address` says whether one is configured.
pub(super) async fn examine(store: &dyn Store, has_address: bool) -> Vec<Finding> {
    let undelivered = match store.undelivered().await {
        Ok(undelivered) => undelivered,
        Err(error) => return vec![failed(&error)],
    };
    let Some(oldest) = undelivered.oldest else {
        let well = Finding::well(CHECK, "all notifications are delivered");
        return has_address.then_some(well).into_iter().collect();
    };
    // A time of a clock that is ahead counts as now.
    let age = (now() - oldest.since).max(0);
    let found = found(undelivered.count, &oldest, age);
    if !has_address {
        let remedy = "set notify-url and notify-secret again: without them, nothing is sent";
        return vec![Finding::fault(CHECK, found, remedy)];
    }
    let remedy = "make sure that this machine reaches notify-url, and that it returns 2xx within 10 s; each notification is repeated for three days, then dropped";
    // A new one will be sent in a moment.
    vec![if age > LATE {
        Finding::fault(CHECK, found, remedy)
    } else if oldest.tries > 0 {
        Finding::warning(CHECK, found, remedy)
    } else {
        Finding::well(CHECK, found)
    }]
}

fn found(count: u64, oldest: &OldestUndelivered, age: Milliseconds) -> String {
    let OldestUndelivered {
        tenant_id, tries, ..
    } = oldest;
    let minutes = age / 60_000;
    let why = match &oldest.last_error {
        Some(error) => format!("; the last error: {error}"),
        None => String::new(),
    };
    format!(
        "undelivered notifications: {count}; the oldest, for tenant {tenant_id}, is {minutes} minutes old; attempts: {tries}{why}"
    )
}
