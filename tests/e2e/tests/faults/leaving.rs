//! The customer leaves the page by a link: for a while, in which the browser keeps the page as it is, or for good.

use std::time::Instant;

use chakra_e2e::Trouble;
use chakra_sandbox::Outcome;
use serde_json::json;
use tokio::time::sleep;

use crate::cell::When;
use crate::visit::{INTERVAL, PATIENCE, Visit};

const HOUR: u64 = 3600;

/// Follows a link to another page, and comes back after this many hours. The browser must have kept the page: otherwise
/// this would be just a reload. Returns whether the page was reloaded before the browser kept it.
pub(crate) async fn for_hours(visit: &Visit<'_>, hours: u32, when: When) -> Result<bool, Trouble> {
    if when == When::AttemptOpen {
        // Only WebKit keeps a page with an open popup. The attempt stays open.
        visit.closes_popups().await?;
    }
    let seconds = u64::from(hours) * HOUR;
    let tokens = visit.world.count_tokens();
    // The browser may still hold a popup that has just closed, and then does not keep the page. Reloading a connected
    // page loses only the events.
    let tries = if when == When::Connected { 3 } else { 1 };
    let mut reloads = 0;
    while !is_kept(visit, seconds).await? {
        reloads += 1;
        if reloads == tries {
            return Err(Trouble("the browser has not kept the page".to_owned()));
        }
    }
    if when == When::Idle {
        let expected = tokens + usize::from(hours > 0);
        let what = format!("{expected} tokens have been created");
        visit
            .world
            .until(&what, || visit.world.count_tokens() == expected)
            .await?;
    }
    Ok(reloads > 0)
}

/// Leaves by a link and comes back. Returns whether the browser has kept the page.
async fn is_kept(visit: &Visit<'_>, seconds: u64) -> Result<bool, Trouble> {
    has_one_window(visit).await?;
    leaves(visit, seconds).await?;
    visit.world.passes(seconds);
    let back = "setTimeout(() => history.back())";
    visit.runs(back, json!(null)).await?;
    let is_back = "return window.test !== undefined && test.shown() !== null";
    visit.waits_for("the page is shown again", is_back).await?;
    let is_kept = visit.runs("return test.shown().persisted", json!(null));
    Ok(is_kept.await? == json!(true))
}

/// Follows a link to another page, which ends everything in progress. The customer comes back later.
pub(crate) async fn for_good(visit: &Visit<'_>, when: When) -> Result<(), Trouble> {
    let world = visit.world;
    leaves(visit, 0).await?;
    if when == When::AttemptOpen {
        world.popups_end(Some(Outcome::Finish));
        world
            .until("the signup is finished", || world.is_connected())
            .await?;
    }
    world.heals().await;
    world.belated().release();
    world
        .until("all requests are answered", || world.is_quiet())
        .await?;
    visit.goes_to("/").await?;
    visit.passes(1).await?;
    if world.count_plugins() > 1 {
        return Err(Trouble(format!("{} plugins", world.count_plugins())));
    }
    Ok(())
}

async fn leaves(visit: &Visit<'_>, seconds: u64) -> Result<(), Trouble> {
    let script = "test.leaves(arguments[0])";
    visit.runs(script, json!(seconds * 1000)).await?;
    visit
        .world
        .until("all requests are answered", || visit.world.is_quiet())
        .await?;
    visit.comes_to_front().await?;
    visit.clicks_by_hand("#elsewhere").await?;
    let begun = Instant::now();
    // Asks the browser, not the page: a script in the page would keep it out of the cache.
    while visit.browser.title().await.ok().as_deref() != Some("Elsewhere") {
        if begun.elapsed() > PATIENCE {
            return Err(Trouble("the link does not open the other page".to_owned()));
        }
        sleep(INTERVAL).await;
    }
    Ok(())
}

/// Waits for popups that are still closing after their end.
async fn has_one_window(visit: &Visit<'_>) -> Result<(), Trouble> {
    let begun = Instant::now();
    while visit.browser.windows().await.map_or(0, |all| all.len()) != 1 {
        if begun.elapsed() > PATIENCE {
            return Err(Trouble("a popup stays open".to_owned()));
        }
        sleep(INTERVAL).await;
    }
    Ok(())
}
