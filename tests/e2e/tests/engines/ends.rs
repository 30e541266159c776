//! Signups by mouse, grouped by how they end.

use chakra_sandbox::Outcome as End;
use tokio::time::sleep;

use crate::desk::{Desk, POPUP};
use crate::story::{LATE, OTHER_SITE, SAME_SITE, SOON, Trouble, ended};

/// Seconds. Long enough for a slow machine to click before the token is renewed.
const TOKEN_LIFE: u32 = 14;

/// The vendor reports an end without a connection: the frame stays, and accepts the next click.
pub(crate) async fn without_connection(
    desk: &Desk,
    end: End,
    name: &str,
    why: &str,
) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.signs_up(end, 1).await?;
    ended(&visit, &[(name, why)]).await?;
    sleep(SOON).await;
    visit.signs_up(end, 2).await?;
    ended(&visit, &[(name, why), (name, why)]).await?;
    sleep(LATE).await;
    visit.signs_up(End::Finish, 3).await?;
    let all = [(name, why), (name, why), ("connected", "")];
    ended(&visit, &all).await.map(drop)
}

/// The popup was closed, and no event reports it: a second click ends the first attempt.
pub(crate) async fn untold(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.signs_up(End::Close, 1).await?;
    sleep(SOON).await;
    visit.signs_up_again(End::Close, 2).await?;
    let left = [("cancelled", "superseded"), ("cancelled", "unknown")];
    ended(&visit, &left).await?;
    sleep(LATE).await;
    visit.signs_up(End::Finish, 3).await?;
    let all = [left[0], left[1], ("connected", "")];
    ended(&visit, &all).await.map(drop)
}

/// Connected, or almost: another signup replaces it, or adds the missing number.
pub(crate) async fn connected(desk: &Desk, end: End) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, None).await?;
    visit.signs_up(end, 1).await?;
    if end == End::SeveralNumbers {
        visit.clicks_button("+").await?;
    }
    let (first, again) = match end {
        End::FinishOnlyWaba => (("failed", "finished_without_number"), "Add a number"),
        // During a review, the card offers no other number, but the page does.
        End::InReview => (("connected", ""), "Replace"),
        _ => (("connected", ""), "Change number"),
    };
    ended(&visit, &[first]).await?;
    visit.clicks_button(again).await?;
    visit.hears_ready(2).await?;
    visit.signs_up(End::Finish, 2).await?;
    ended(&visit, &[first, ("connected", "")]).await?;
    sleep(LATE).await;
    visit.clicks_button("Change number").await?;
    visit.hears_ready(3).await?;
    visit.signs_up(End::Finish, 3).await?;
    let all = [first, ("connected", ""), ("connected", "")];
    ended(&visit, &all).await.map(drop)
}

pub(crate) async fn same_site(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(SAME_SITE, None).await?;
    visit.signs_up(End::Cancel, 1).await?;
    ended(&visit, &[("cancelled", "user")]).await?;
    sleep(SOON).await;
    visit.signs_up(End::Silent, 2).await?;
    let all = [("cancelled", "user"), ("connected", "")];
    ended(&visit, &all).await.map(drop)
}

pub(crate) async fn token_ends(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens(OTHER_SITE, Some(TOKEN_LIFE.into())).await?;
    let frame = visit.opens_popup().await?;
    // The test checks that nothing happens, so there is no event to await.
    sleep(std::time::Duration::from_secs(TOKEN_LIFE.into())).await;
    visit.frame_is_kept(&frame)?;
    visit.hand().sees(POPUP).await?;
    visit.chooses(End::Finish).await?;
    ended(&visit, &[("connected", "")]).await.map(drop)
}

pub(crate) async fn scrolled(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens_with("scrolled").await?;
    visit.signs_up(End::FinishOnlyWaba, 1).await?;
    let first = ("failed", "finished_without_number");
    ended(&visit, &[first]).await?;
    visit.clicks_button("Add a number").await?;
    visit.hears_ready(2).await?;
    visit.signs_up(End::Cancel, 2).await?;
    let second = ("cancelled", "user");
    ended(&visit, &[first, second]).await?;
    sleep(SOON).await;
    visit.signs_up(End::Finish, 3).await?;
    let all = [first, second, ("connected", "")];
    ended(&visit, &all).await.map(drop)
}

pub(crate) async fn embedded(desk: &Desk) -> Result<(), Trouble> {
    let visit = desk.opens_embedded(OTHER_SITE).await?;
    visit.signs_up(End::Cancel, 1).await?;
    ended(&visit, &[("cancelled", "user")]).await?;
    sleep(SOON).await;
    visit.signs_up(End::Finish, 2).await?;
    let all = [("cancelled", "user"), ("connected", "")];
    ended(&visit, &all).await.map(drop)
}
