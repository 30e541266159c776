//! Whether the clocks of all processes agree, judged by the times of the tenants' checks.

use chakra_backend::store::{LONGEST_LEAD, Store, now};

use super::Finding;
use super::stored::failed;

const CHECK: &str = "clocks";

pub(super) async fn examine(store: &dyn Store) -> Option<Finding> {
    let latest = match store.latest_check().await {
        Ok(latest) => latest?,
        Err(error) => return Some(failed(&error)),
    };
    let ahead = latest - now();
    let tolerated = i64::try_from(LONGEST_LEAD.as_millis()).unwrap_or(i64::MAX);
    Some(if ahead > tolerated {
        Finding::fault(
            CHECK,
            format!(
                "a tenant's status is dated {} s in the future",
                ahead / 1000
            ),
            "synchronise the clock of every machine that runs `serve` over the network (NTP): one of them is ahead, or this one is behind. Then reload open pages",
        )
    } else {
        Finding::well(CHECK, "no status is dated in the future")
    })
}
