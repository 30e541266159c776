//! Two tabs of one customer at once: both end in the actual state, and neither reports a connection twice.

use chakra_e2e::Trouble;
use chakra_sandbox::Outcome;
use serde_json::json;
use thirtyfour::{WebDriver, WindowHandle};

use crate::cell::{Cell, End, What, When};
use crate::page::comes_to;
use crate::run::Bench;
use crate::visit::{Look, Visit, summary};
use crate::world::OTHER_TAB;

const TITLE: &str = "Other tab";

/// Both tabs and their windows.
struct Tabs<'a> {
    here: &'a Visit<'a>,
    there: &'a Visit<'a>,
    windows: [WindowHandle; 2],
}

/// Brings this tab into the cell's state, and lets the customer act in the other tab.
pub(crate) async fn happens(
    bench: &Bench<'_>,
    here: &Visit<'_>,
    cell: &Cell,
    end: End,
) -> Result<(), Trouble> {
    let world = here.world;
    bench.opens(here, cell).await?;
    let there = &here.of_other_tab(TITLE);
    let tabs = Tabs::open(bench.browser, here, there).await?;
    match (cell.what, cell.when) {
        (What::Connects, When::Confirming) => {
            tabs.is_there().await?;
            comes_to(bench, there, When::AttemptOpen).await?;
            tabs.is_here().await?;
            comes_to(bench, here, cell.when).await?;
            tabs.is_there().await?;
            world.popups().one_ends(0, Outcome::Finish);
            is_connected(there).await?;
        }
        (What::Connects, _) | (What::Disconnects, When::AttemptOpen) => {
            tabs.is_here().await?;
            comes_to(bench, here, cell.when).await?;
            // Time stands still here, so that no response is late, and no check sees the connection, however long the
            // other tab takes.
            stands_still(here, true).await?;
            tabs.is_there().await?;
            refreshes(there).await?;
            let next = world.popups().count();
            world.popups().one_ends(next, Outcome::Finish);
            there.signs_up().await?;
            is_connected(there).await?;
            if cell.what == What::Disconnects {
                disconnects(bench, there).await?;
                world.popups().one_ends(next - 1, Outcome::Finish);
            }
            tabs.is_here().await?;
            stands_still(here, false).await?;
        }
        _ => {
            tabs.is_here().await?;
            comes_to(bench, here, cell.when).await?;
            tabs.is_there().await?;
            refreshes(there).await?;
            disconnects(bench, there).await?;
        }
    }
    tabs.is_here().await?;
    world.heals().await;
    world.belated().release();
    bench.sees(here, cell, end).await?;
    tabs.is_there().await?;
    let is_same = |look: &Look| look.state == end.state;
    let look = there
        .until("both tabs show the same state", is_same)
        .await?;
    let told = look.told();
    if told.iter().filter(|it| it.starts_with("connected")).count() > 1 {
        return Err(Trouble(format!(
            "the connection was reported twice; {}",
            summary(&look)
        )));
    }
    there.is_clean(false).await?;
    tabs.close_other(bench.browser).await?;
    here.closes_popups().await
}

impl<'a> Tabs<'a> {
    /// Opens the other tab.
    async fn open(
        browser: &WebDriver,
        here: &'a Visit<'a>,
        there: &'a Visit<'a>,
    ) -> Result<Self, Trouble> {
        let first = browser.window().await.map_err(trouble)?;
        let second = browser.new_window().await.map_err(trouble)?;
        let tabs = Self {
            here,
            there,
            windows: [first, second],
        };
        tabs.is_there().await?;
        let size = browser.set_window_rect(0, 0, 860, 760).await;
        size.map_err(trouble)?;
        there.goes_to(OTHER_TAB).await?;
        there.takes_title().await?;
        let is_shown = |look: &Look| look.offers;
        there.until("the other tab is ready", is_shown).await?;
        Ok(tabs)
    }

    async fn is_here(&self) -> Result<(), Trouble> {
        let window = self.windows[0].clone();
        let switched = self.here.browser.switch_to_window(window).await;
        switched.map_err(trouble)
    }

    async fn is_there(&self) -> Result<(), Trouble> {
        let window = self.windows[1].clone();
        let switched = self.there.browser.switch_to_window(window).await;
        switched.map_err(trouble)
    }

    async fn close_other(&self, browser: &WebDriver) -> Result<(), Trouble> {
        self.is_there().await?;
        browser.close_window().await.map_err(trouble)?;
        self.is_here().await
    }
}

fn trouble(error: impl std::fmt::Display) -> Trouble {
    Trouble(format!("the windows cannot be switched: {error}"))
}

async fn is_connected(visit: &Visit<'_>) -> Result<(), Trouble> {
    let is_told = |look: &Look| look.state == "connected" && look.told() == ["connected"];
    visit
        .until("the other tab connects", is_told)
        .await
        .map(drop)
}

async fn disconnects(bench: &Bench<'_>, visit: &Visit<'_>) -> Result<(), Trouble> {
    bench.disconnects(visit).await?;
    let is_gone = |look: &Look| look.state == "not_connected";
    let gone = visit.until("the other tab is disconnected", is_gone).await;
    gone.map(drop)
}

async fn refreshes(visit: &Visit<'_>) -> Result<(), Trouble> {
    let refresh = "test.asked = document.querySelector('#widget').refresh()";
    visit.runs(refresh, json!(null)).await.map(drop)
}

async fn stands_still(visit: &Visit<'_>, is_still: bool) -> Result<(), Trouble> {
    let script = "test.standsStill(arguments[0])";
    visit.runs(script, json!(is_still)).await.map(drop)
}
