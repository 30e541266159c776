//! Answers and words that come in another order than they were asked for, or once more: nothing that is seen or
//! told changes by them.

use std::time::Instant;

use chakra_e2e::Trouble;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::visit::{INTERVAL, Look, PATIENCE, Visit, summary};

/// Longer than any answer is waited for.
const LATER: u64 = 20;

/// What is held back comes now, if anything is and the widget is in this state.
pub(crate) async fn comes_late_while(visit: &Visit<'_>, state: &str) -> Result<(), Trouble> {
    let belated = visit.world.belated();
    let before = visit.looks().await?;
    if !belated.is_held() || before.state != state {
        return Ok(());
    }
    belated.release();
    let come = timeout(PATIENCE, belated.comes()).await;
    come.map_err(|_| Trouble("what is late never comes".to_owned()))?;
    // The page's function has it now.
    let is_read = "return (test.open ?? 0) === 0";
    visit.waits_for("the late answer is read", is_read).await?;
    stays(visit, &before).await
}

/// The frame says once more all that it has said.
pub(crate) async fn is_said_again(visit: &Visit<'_>) -> Result<(), Trouble> {
    let before = visit.looks().await?;
    let count = visit.runs("return test.tellsAgain()", json!(null)).await?;
    if count == json!(0) {
        return Err(Trouble("the frame has said nothing".to_owned()));
    }
    stays(visit, &before).await
}

/// The state is this again once what was asked for is answered, and nothing more was told.
async fn stays(visit: &Visit<'_>, before: &Look) -> Result<(), Trouble> {
    visit.passes(LATER).await?;
    let begun = Instant::now();
    loop {
        let look = visit.looks().await?;
        let is_told_more = look.told() != before.told();
        if look.state == before.state && !is_told_more {
            return Ok(());
        }
        if is_told_more || begun.elapsed() > PATIENCE {
            return Err(Trouble(format!(
                "what came late is taken for news: was {:?}, told {:?}; {}",
                before.state,
                before.told(),
                summary(&look)
            )));
        }
        sleep(INTERVAL).await;
    }
}
