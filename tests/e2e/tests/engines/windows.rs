//! Windows that come to the front and go, and the keyboard.

use chakra_sandbox::Outcome as End;
use tokio::time::sleep;

use crate::desk::{ANOTHER, Desk, PAGE, POPUP};
use crate::story::{LATE, OTHER_SITE, SOON, Trouble, ended};

pub(crate) async fn closed_by_window(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.opens_popup().await?;
    // The window manager closes it, as its close button would.
    visit.hand().presses("alt+F4").await;
    visit.hand().misses(POPUP).await?;
    ended(&visit, &[("cancelled", "unknown")]).await?;
    visit.signs_up(End::Finish, 2).await?;
    let all = [("cancelled", "unknown"), ("connected", "")];
    ended(&visit, &all).await.map(drop)
}

pub(crate) async fn page_behind(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    let frame = visit.opens_popup().await?;
    visit.clicks_the_page().await?;
    visit.is_back().await?;
    let left = ended(&visit, &[("cancelled", "unknown")]).await?;
    visit.hand().presses("alt+Tab").await;
    visit.hand().sees(POPUP).await?;
    visit.frame_is_kept(&frame)?;
    visit.chooses(End::Finish).await?;
    let outcomes = visit.told.has_outcomes(2).await?;
    let late = &outcomes[1];
    let is_first = late.attempt == left[0].attempt;
    visit.claim(late.name == "connected" && late.is_late && is_first, || {
        format!("finished, and told as {late:?}")
    })
}

pub(crate) async fn alt_tab(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.opens_popup().await?;
    for _ in 0..2 {
        visit.goes_back_and_forth(POPUP).await?;
    }
    visit.chooses(End::Finish).await?;
    ended(&visit, &[("connected", "")]).await?;
    let began = visit.told.times_connecting();
    visit.claim(began == 1, || format!("{began} attempts"))
}

pub(crate) async fn keyboard(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    let all = [("cancelled", "user"), ("connected", "")];
    for (index, end) in [End::Cancel, End::Finish].into_iter().enumerate() {
        visit.popups_end(None);
        visit.tabs_to_the_frame().await?;
        sleep(SOON).await;
        visit.hand().presses("Return").await;
        visit.hand().sees(POPUP).await?;
        visit.chooses(end).await?;
        ended(&visit, &all[..=index]).await?;
        visit.is_back().await?;
    }
    Ok(())
}

pub(crate) async fn tab_under_mouse(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.points_at_frame().await?;
    visit.tabs_to_the_frame().await?;
    sleep(LATE).await;
    visit.began_nothing()?;
    // The frame is not a trap, and a click on it still counts.
    visit.clicks_the_page().await?;
    sleep(SOON).await;
    visit.signs_up(End::Finish, 1).await?;
    ended(&visit, &[("connected", "")]).await.map(drop)
}

pub(crate) async fn help_frame(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens_with("help").await?;
    visit.clicks_the_help().await?;
    visit.is_in_a_frame().await?;
    sleep(LATE).await;
    visit.began_nothing()?;
    visit.signs_up(End::Finish, 1).await?;
    ended(&visit, &[("connected", "")]).await.map(drop)
}

pub(crate) async fn focuses_itself(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens_with("focusing").await?;
    visit.points_at_frame().await?;
    visit.is_in_a_frame().await?;
    sleep(LATE).await;
    visit.began_nothing()
}

pub(crate) async fn other_window(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.opens_another_window().await?;
    visit.hand().presses("alt+Tab").await;
    visit.is_back().await?;
    visit.tabs_to_the_frame().await?;
    for _ in 0..2 {
        visit.hand().presses("alt+Tab").await;
        visit.hand().sees(ANOTHER).await?;
        sleep(LATE).await;
        visit.hand().presses("alt+Tab").await;
        visit.hand().sees(PAGE).await?;
        sleep(LATE).await;
    }
    visit.began_nothing()?;
    visit.clicks_the_page().await?;
    sleep(SOON).await;
    visit.signs_up(End::Finish, 1).await?;
    ended(&visit, &[("connected", "")]).await?;
    visit.closes(ANOTHER).await
}
