//! Events that affect the page itself or its machine, while it is idle or in the middle of something.

use chakra_e2e::Trouble;
use chakra_sandbox::Outcome;
use serde_json::json;

use crate::cell::{Cell, End, Place, What, When};
use crate::leaving;
use crate::run::{Bench, sleeps};
use crate::visit::{Look, Visit};

const HOUR: u64 = 3600;
/// Storage as in a browser whose user has blocked it.
const NO_STORAGE: &str = "for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
}";

/// Triggers the event, checks the result, and leaves the page healthy.
pub(crate) async fn happens(
    bench: &Bench<'_>,
    visit: &Visit<'_>,
    cell: &Cell,
    end: End,
) -> Result<(), Trouble> {
    if cell.when == When::FirstLoad {
        visit.world.breaks(Place::Token, What::Never, false).await;
    }
    bench.opens(visit, cell).await?;
    comes_to(bench, visit, cell.when).await?;
    let was_reloaded = befalls(visit, cell).await?;
    visit.world.heals().await;
    if cell.when == When::AttemptOpen {
        let outcome = match cell.what {
            // It would be unknown which tenant the connection belongs to.
            What::TenantSwitched => Outcome::Cancel,
            _ => Outcome::Finish,
        };
        visit.world.popups_end(Some(outcome));
    }
    // The reloaded page has received no event.
    let told = if was_reloaded { &[] } else { end.told };
    bench.sees(visit, cell, End { told, ..end }).await
}

/// Brings the page into the state in which the event happens. Pending work stays pending until the faults are healed.
pub(crate) async fn comes_to(
    bench: &Bench<'_>,
    visit: &Visit<'_>,
    when: When,
) -> Result<(), Trouble> {
    let world = visit.world;
    let reaches = async |state: &'static str| {
        let is_there = move |look: &Look| look.state == state;
        visit.until(state, is_there).await.map(drop)
    };
    match when {
        When::FirstLoad => {
            let is_asked = || world.times_broken() > 0;
            world.until("the token is requested", is_asked).await?;
        }
        When::AttemptOpen | When::Confirming => {
            let popup = world.popups().count();
            visit.signs_up().await?;
            bench.begins(visit).await?;
            if when == When::Confirming {
                world.breaks(Place::Status, What::Old, true).await;
                world.popups().one_ends(popup, Outcome::Finish);
                reaches("confirming").await?;
            }
        }
        When::Choosing => {
            world.popups_end(Some(Outcome::SeveralNumbers));
            visit.signs_up().await?;
            reaches("choose_number").await?;
        }
        When::Connected | When::Disconnecting => {
            world.popups_end(Some(Outcome::Finish));
            visit.signs_up().await?;
            reaches("connected").await?;
            if when == When::Disconnecting {
                world.breaks(Place::Disconnect, What::Belated, true).await;
                bench.disconnects(visit).await?;
                world
                    .until("the disconnect is held", || world.belated().is_held())
                    .await?;
            }
        }
        _ => {
            visit
                .until("the signup is on offer", |look| look.offers)
                .await?;
        }
    }
    Ok(())
}

/// Triggers the event. Returns whether the browser has reloaded a page that it should have kept.
async fn befalls(visit: &Visit<'_>, cell: &Cell) -> Result<bool, Trouble> {
    let refresh = "test.asked = document.querySelector('#widget').refresh()";
    match cell.what {
        What::Offline => {
            visit.world.closes().await;
            visit.runs("test.isCutOff(true)", json!(null)).await?;
            visit.runs(refresh, json!(null)).await?;
            visit.passes(60).await?;
            visit.world.heals().await;
            visit.runs("test.isCutOff(false)", json!(null)).await?;
        }
        What::Hidden => {
            let hides = "test.hides(arguments[0])";
            visit.runs(hides, json!(true)).await?;
            visit.world.passes(3 * HOUR);
            visit
                .runs("test.passesLater(arguments[0])", json!(3 * HOUR * 1000))
                .await?;
            visit.runs(hides, json!(false)).await?;
        }
        What::Sleep(hours) => sleeps(visit, u64::from(hours) * HOUR).await?,
        What::Clock(hours) => {
            visit
                .runs("test.isSet(arguments[0])", json!(hours * 3_600_000))
                .await?;
            visit.passes(5).await?;
            visit.runs(refresh, json!(null)).await?;
        }
        What::Reloaded => {
            let reloaded = visit.browser.refresh().await;
            reloaded.map_err(|error| Trouble(format!("the page does not reload: {error}")))?;
        }
        What::LeftAndBack => {
            visit.goes_to("/elsewhere").await?;
            let back = visit.browser.back().await;
            back.map_err(|error| Trouble(format!("going back failed: {error}")))?;
        }
        What::Kept(hours) => return leaving::for_hours(visit, hours, cell.when).await,
        What::LeftForGood => leaving::for_good(visit, cell.when).await?,
        What::TenantSwitched => {
            let switch = "document.querySelector('#widget').setAttribute('tenant', 'another')";
            visit.runs(switch, json!(null)).await?;
        }
        _ => {}
    }
    Ok(false)
}

/// Script that the page runs before the widget's script.
pub(crate) fn first(cell: &Cell) -> &'static str {
    match cell.what {
        What::NoStorage => NO_STORAGE,
        What::Doubled(_) => concat!(include_str!("callbacks.js"), "test.doubles = true;"),
        What::Again(_) => include_str!("callbacks.js"),
        _ => "",
    }
}

/// HTML that follows the widget in the page.
pub(crate) fn last(cell: &Cell) -> &'static str {
    match cell.what {
        What::Belated => concat!("<script>", include_str!("functions.js"), "</script>"),
        _ => "",
    }
}
