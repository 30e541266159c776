//! What happens to the page itself, and to the machine it is shown on.

use chakra_e2e::Trouble;
use chakra_sandbox::Outcome;
use serde_json::json;

use crate::cell::{Cell, End, What, When};
use crate::run::{Bench, sleeps};
use crate::visit::{Look, Visit};

const HOUR: u64 = 3600;
/// As a browser has it where the visitor forbids storage.
const NO_STORAGE: &str = "for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
}";

/// Brings it about, sees what comes of it, and leaves the page well.
pub(crate) async fn happens(
    bench: &Bench<'_>,
    visit: &Visit<'_>,
    cell: &Cell,
    end: End,
) -> Result<(), Trouble> {
    bench.opens(visit, cell).await?;
    match cell.when {
        When::AttemptOpen => {
            visit.signs_up().await?;
            bench.begins(visit).await?;
            let is_there = |_: &Look| visit.world.has_popup();
            visit.until("the popup has loaded", is_there).await?;
        }
        When::Connected => {
            visit.world.popups_end(Some(Outcome::Finish));
            visit.signs_up().await?;
            let is_there = |look: &Look| look.state == "connected";
            visit.until("it is connected", is_there).await?;
        }
        _ => {
            visit
                .until("the signup is on offer", |look| look.offers)
                .await?;
        }
    }
    befalls(visit, cell).await?;
    if cell.when == When::AttemptOpen {
        let outcome = match cell.what {
            // Nobody would know whose connection it is.
            What::TenantSwitched => Outcome::Cancel,
            _ => Outcome::Finish,
        };
        visit.world.popups_end(Some(outcome));
    }
    bench.sees(visit, cell, end).await
}

async fn befalls(visit: &Visit<'_>, cell: &Cell) -> Result<(), Trouble> {
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
            back.map_err(|error| Trouble(format!("there is no way back: {error}")))?;
        }
        What::TenantSwitched => {
            let switch = "document.querySelector('#widget').setAttribute('tenant', 'another')";
            visit.runs(switch, json!(null)).await?;
        }
        _ => {}
    }
    Ok(())
}

/// What the page does before the widget's script comes.
pub(crate) fn first(cell: &Cell) -> &'static str {
    match cell.what {
        What::NoStorage => NO_STORAGE,
        _ => "",
    }
}
