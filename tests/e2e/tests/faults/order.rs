//! Responses and callbacks that arrive out of order or twice: they change neither the display nor the reported
//! outcomes.

use std::time::Instant;

use chakra_e2e::Trouble;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::visit::{INTERVAL, Look, PATIENCE, Visit, summary};

/// Longer than the widget waits for any response, in seconds.
const LATER: u64 = 20;

/// Releases the held request or response, if there is one and the widget has this state.
pub(crate) async fn comes_late_while(visit: &Visit<'_>, state: &str) -> Result<(), Trouble> {
    let belated = visit.world.belated();
    let before = visit.looks().await?;
    if !belated.is_held() || before.state != state {
        return Ok(());
    }
    belated.release();
    let come = timeout(PATIENCE, belated.comes()).await;
    come.map_err(|_| Trouble("the late request or response never arrives".to_owned()))?;
    // The page's function has received the response.
    let is_read = "return (test.open ?? 0) === 0";
    visit
        .waits_for("the late response is read", is_read)
        .await?;
    stays(visit, &before).await
}

/// Repeats all callbacks of the frame.
pub(crate) async fn is_said_again(visit: &Visit<'_>) -> Result<(), Trouble> {
    let before = visit.looks().await?;
    let count = visit.runs("return test.tellsAgain()", json!(null)).await?;
    if count == json!(0) {
        return Err(Trouble("the frame has made no callback".to_owned()));
    }
    stays(visit, &before).await
}

/// Checks that the state is unchanged once all requests are answered, and that no further outcome was reported.
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
                "the late arrival had an effect: was {:?}, told {:?}; {}",
                before.state,
                before.told(),
                summary(&look)
            )));
        }
        sleep(INTERVAL).await;
    }
}
