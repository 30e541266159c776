//! A replacement needs a number to compare with, and succeeds when another number appears.

use chakra_connect::flow::Snapshot;
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::status::Number;

use super::{Broken, hold};
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

pub fn offer(world: &World) -> Result<(), Broken> {
    let shown = &world.shown;
    let is_comparable = !world.asks_for_status() || !ids(shown).is_empty();
    hold(
        !shown.offers_replace || is_comparable,
        "replacement-compared",
        || format!("a replacement is offered for {:?}", shown.report),
    )
}
