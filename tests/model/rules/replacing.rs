//! A replacement succeeds when another number appears, and so does an attempt to reconnect that had counted as ended.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Intent};
use chakra_connect::flow::status::{Connection, Number};
use chakra_connect::flow::{Event, Snapshot};

use super::{Broken, Happening, hold};
use crate::world::World;

fn ids(shown: &Snapshot) -> Vec<String> {
    let numbers = shown.report.iter().flat_map(|report| &report.numbers);
    numbers
        .map(|number| number.phone_number_id.clone())
        .filter(|id| !id.is_empty())
        .collect()
}

/// The numbers to compare with, if any.
pub fn connected(shown: &Snapshot) -> Option<Vec<String>> {
    Some(ids(shown)).filter(|ids| !ids.is_empty())
}

/// A token for a replacement is requested. The present connection is the baseline of the comparison.
pub fn request(world: &mut World, intent: Intent) -> Result<(), Broken> {
    if intent == Intent::Connect || !world.asks_for_status() {
        world.baseline = None;
        return Ok(());
    }
    let wished = world.wished_baseline.take();
    if world.baseline.is_none() || wished.is_some() {
        // The connection at the time of the request, or the present one if none was known then.
        let connected = wished.unwrap_or_else(|| ids(&world.shown));
        hold(!connected.is_empty(), "replacement-compared", || {
            "a replacement is prepared with nothing to compare".into()
        })?;
        world.baseline = Some(connected);
    }
    Ok(())
}

pub fn success(world: &mut World, attempt: u64, numbers: &[Number]) -> Result<(), Broken> {
    let Some(baseline) = world.outcome(attempt).baseline.clone() else {
        return Ok(());
    };
    let is_new = |number: &Number| {
        !number.phone_number_id.is_empty() && !baseline.contains(&number.phone_number_id)
    };
    hold(numbers.iter().any(is_new), "replacement-compared", || {
        format!("replaced: {baseline:?} by {numbers:?}")
    })
}

/// The numbers without their connection, if the vendor has reported that an attempt to reconnect did not succeed.
pub fn lost(was: &Snapshot, end: &Event) -> Vec<String> {
    let is_of_vendor = match end {
        Event::Cancelled { reason, .. } => *reason == CancelReason::User,
        Event::Failed { failure, .. } => failure.code == Code::VendorError,
        _ => false,
    };
    let report = was.report.as_ref();
    if is_of_vendor && report.is_some_and(|it| it.connection == Connection::ReconnectNeeded) {
        ids(was)
    } else {
        Vec::new()
    }
}

/// A number that is connected again was switched on elsewhere, if the vendor has reported that there was no success.
pub fn late_success(
    world: &mut World,
    happening: &Happening,
    attempt: u64,
    numbers: &[Number],
) -> Result<(), Broken> {
    let lost = world.outcome(attempt).lost.clone();
    let is_open = happening.before.open == Some(attempt);
    let is_another = |number: &Number| !lost.contains(&number.phone_number_id);
    let is_well = lost.is_empty() || is_open || numbers.iter().any(is_another);
    hold(is_well, "return-is-no-success", || {
        format!("lost {lost:?}, and connected {numbers:?}")
    })
}

pub fn offer(world: &World) -> Result<(), Broken> {
    let shown = &world.shown;
    let is_comparable = !world.asks_for_status() || !ids(shown).is_empty();
    hold(
        !shown.offers_replace || is_comparable,
        "replacement-compared",
        || format!("a replacement is offered for {:?}", shown.report),
    )
}
