//! Runs one cell: opens the page, triggers the fault, checks the result, heals the fault, and continues to a
//! connection.

use chakra_e2e::{Cdn, Engine, Hand, Trouble};
use chakra_sandbox::Outcome;
use serde_json::json;
use thirtyfour::WebDriver;

use crate::cell::{Cell, End, Place, Way, What, When};
use crate::visit::{Look, Visit, summary};
use crate::world::World;
use crate::{order, page, tabs};

const ELEMENT: &str =
    r#"<chakra-whatsapp-connect id="widget" backend="/api/chakra"></chakra-whatsapp-connect>"#;
/// Long enough for any token to expire, in seconds.
const SLEEP: u64 = 2 * 3600;

/// Lifetime of a token, in seconds, in the cells that wait for its renewal.
const TOKEN_LIFETIME: u64 = 600;
const RENEWAL_STEP: u64 = 10;

/// The environment of a cell.
pub(crate) struct Bench<'a> {
    pub(crate) engine: Engine,
    pub(crate) browser: &'a WebDriver,
    pub(crate) hand: Hand,
    pub(crate) cdn: &'a Cdn,
    pub(crate) client: &'a reqwest::Client,
}

impl Bench<'_> {
    pub(crate) async fn run(&self, cell: &Cell) -> Result<(), Trouble> {
        let world = World::new(self.cdn, self.client).await;
        let mut visit = Visit::new(self.browser, &self.hand, &world);
        // Of 267 clicks of WebKit's driver, one did not count as a click of a mouse. With two tabs, the other window may
        // cover the point to click.
        let is_driver_unreliable = self.engine == Engine::WebKit && cell.place != Place::Tab;
        if matches!(cell.what, What::Kept(_)) || is_driver_unreliable {
            visit = visit.by_hand();
        }
        let end = cell.end_in(self.engine);
        match cell.place {
            Place::Page => page::happens(self, &visit, cell, end).await?,
            Place::Tab => tabs::happens(self, &visit, cell, end).await?,
            _ => {
                self.breaks(&visit, cell).await?;
                self.sees(&visit, cell, end).await?;
                if matches!(cell.what, What::Again(_)) {
                    order::is_said_again(&visit).await?;
                    self.sees(&visit, cell, end).await?;
                }
                if cell.place == Place::Popup && !matches!(cell.what, What::Ends(_)) {
                    visit.closes_popups().await?;
                }
                world.heals().await;
                if cell.place == Place::Token && cell.when == When::AttemptOpen {
                    order::comes_late_while(&visit, end.state).await?;
                }
                if let (Place::Disconnect, What::Slow(seconds)) = (cell.place, cell.what) {
                    // Lets the disconnect complete now, so that it does not end the next connection.
                    visit.passes(seconds).await?;
                }
                self.goes_on(&visit, end).await?;
            }
        }
        if cell.when != When::Connected {
            order::comes_late_while(&visit, "connected").await?;
        }
        self.connects(&visit).await?;
        order::comes_late_while(&visit, "connected").await?;
        // A broken or truncated script throws an uncaught error.
        let is_others = cell.place == Place::Sdk || cell.what == What::Truncated;
        visit.is_clean(is_others).await
    }

    pub(crate) async fn opens(&self, visit: &Visit<'_>, cell: &Cell) -> Result<(), Trouble> {
        let language = if cell.place == Place::Language {
            "de"
        } else {
            "en"
        };
        let document = format!(r#"lang="{language}""#);
        // A signup that waits for a click requests its token and script only after the click.
        let is_waiting = cell.when == When::Idle && cell.place.is_of_signup();
        let element = if is_waiting {
            ELEMENT.replace("id=", r#"start="click" id="#)
        } else {
            let second = ELEMENT.replace(r#"id="widget""#, r#"id="second""#);
            let second = if cell.what == What::TwoWidgets {
                &*second
            } else {
                ""
            };
            format!("{ELEMENT}{second}")
        };
        let element = element + page::last(cell);
        visit
            .opens(self.cdn, &document, page::first(cell), &element)
            .await
    }

    /// Brings the page into the state in which the fault begins, and triggers the fault.
    async fn breaks(&self, visit: &Visit<'_>, cell: &Cell) -> Result<(), Trouble> {
        let Cell {
            place, what, when, ..
        } = *cell;
        let world = visit.world;
        if when == When::FirstLoad {
            world.breaks(place, what, false).await;
            return self.opens(visit, cell).await;
        }
        if place == Place::Token && when == When::AttemptOpen {
            world.tokens_live(TOKEN_LIFETIME);
        }
        self.opens(visit, cell).await?;
        match when {
            When::FirstLoad => {}
            When::Idle if place.is_of_signup() => {
                let is_waiting = |look: &Look| look.state == "not_connected";
                visit
                    .until("the signup waits for a click", is_waiting)
                    .await?;
                world.breaks(place, what, true).await;
                visit.clicks("button-primary").await?;
            }
            When::Idle => {
                visit
                    .until("the signup is on offer", |look| look.offers)
                    .await?;
                world.breaks(place, what, true).await;
                visit
                    .runs(
                        "test.asked = document.querySelector('#widget').refresh()",
                        json!(null),
                    )
                    .await?;
            }
            When::AfterSleep => {
                visit
                    .until("the signup is on offer", |look| look.offers)
                    .await?;
                world.breaks(place, what, true).await;
                sleeps(visit, SLEEP).await?;
            }
            When::AttemptOpen => self.breaks_attempt(visit, place, what).await?,
            When::Confirming | When::Confirmed => {
                world.popups_end(None);
                visit.signs_up().await?;
                self.begins(visit).await?;
                world.breaks(place, what, true).await;
                world.popups_end(Some(ended_by(what).unwrap_or(Outcome::Finish)));
            }
            When::Choosing => {
                world.popups_end(Some(Outcome::SeveralNumbers));
                visit.signs_up().await?;
                let is_choosing =
                    |look: &Look| look.state == "choose_number" && look.has_button("choice");
                visit.until("a number can be chosen", is_choosing).await?;
                world.breaks(place, what, true).await;
                if place == Place::Status {
                    visit
                        .runs(
                            "test.asked = document.querySelector('#widget').refresh()",
                            json!(null),
                        )
                        .await?;
                } else {
                    visit.clicks("choice").await?;
                }
            }
            When::Connected | When::Disconnecting => {
                world.popups_end(Some(Outcome::Finish));
                visit.signs_up().await?;
                visit
                    .until("it is connected", |look| look.state == "connected")
                    .await?;
                world.breaks(place, what, true).await;
                if when == When::Connected {
                    visit
                        .runs(
                            "test.asked = document.querySelector('#widget').refresh()",
                            json!(null),
                        )
                        .await?;
                } else {
                    self.disconnects(visit).await?;
                }
            }
        }
        Ok(())
    }

    /// Breaks it around an open attempt, and lets the attempt end.
    async fn breaks_attempt(
        &self,
        visit: &Visit<'_>,
        place: Place,
        what: What,
    ) -> Result<(), Trouble> {
        let world = visit.world;
        // A popup opens, and a token is renewed, before the attempt is noticed.
        let is_broken_before = matches!(place, Place::Popup | Place::Token);
        if is_broken_before {
            visit
                .until("the signup is on offer", |look| look.offers)
                .await?;
            world.breaks(place, what, true).await;
        }
        if place == Place::Token {
            is_renewed(visit).await?;
        }
        visit.signs_up().await?;
        self.begins(visit).await?;
        if !is_broken_before {
            world.breaks(place, what, true).await;
        }
        // Includes one or two status checks.
        visit.passes(8).await?;
        world.popups_end(Some(ended_by(what).unwrap_or(Outcome::Cancel)));
        Ok(())
    }

    /// Waits until the widget has noticed the attempt.
    pub(crate) async fn begins(&self, visit: &Visit<'_>) -> Result<(), Trouble> {
        let has_begun = |look: &Look| look.state == "connecting";
        let begun = visit.until("an attempt begins", has_begun).await;
        let Err(Trouble(trouble)) = begun else {
            return Ok(());
        };
        // The number of windows shows whether the click had an effect.
        let windows = visit.browser.windows().await.map_or(0, |all| all.len());
        Err(Trouble(format!("{windows} windows are open; {trouble}")))
    }

    pub(crate) async fn disconnects(&self, visit: &Visit<'_>) -> Result<(), Trouble> {
        visit
            .until("the connection can be ended", |look| {
                look.has_button("button-quiet")
            })
            .await?;
        visit.clicks("button-quiet").await?;
        visit
            .until("the card asks for confirmation", |look| {
                look.has_button("button-danger")
            })
            .await?;
        visit.clicks("button-danger").await
    }

    /// Checks that the page shows the cell's expected result.
    pub(crate) async fn sees(
        &self,
        visit: &Visit<'_>,
        cell: &Cell,
        end: End,
    ) -> Result<(), Trouble> {
        // Outcomes reported before the fault are not part of the expected ones.
        let before: &[&str] = match cell.when {
            _ if matches!(cell.place, Place::Page | Place::Tab) => &[],
            When::Connected | When::Disconnecting => &["connected"],
            _ => &[],
        };
        let expected: Vec<_> = before.iter().chain(end.told).copied().collect();
        let is_seen = |look: &Look| {
            let is_offered = match end.way {
                Way::Button(part) => look.has_button(part),
                Way::Disconnect => look.has_button("button-quiet"),
                Way::Signup => look.offers,
                // The card with this button replaces the loader's first text.
                Way::Itself if end.state == "unavailable" => look.has_button("button-primary"),
                _ => true,
            };
            // Ensures that a request has met the fault, so that the result is not just an early state.
            let is_met = matches!(cell.place, Place::Page | Place::Tab | Place::Callback)
                || matches!(cell.what, What::Refused | What::Blocked | What::Ends(_))
                || visit.world.times_broken() > 0;
            // The card has no text before its language is loaded, which may take some time.
            let has_words = !look.words.trim().is_empty() || end.way == Way::Script;
            is_met && has_words && look.state == end.state && look.told() == expected && is_offered
        };
        let what = format!(
            "the state is {:?}, told {:?}, way {:?}",
            end.state, expected, end.way
        );
        let mut look = visit.until(&what, is_seen).await?;
        if end.told.is_empty() && cell.when != When::FirstLoad {
            // Longer than any call may take, so that late effects show, too.
            visit.passes(20).await?;
            look = visit.until(&what, is_seen).await?;
        }
        let claim = |is_so: bool, what: &str| {
            if is_so {
                Ok(())
            } else {
                Err(Trouble(format!("{what}; {}", summary(&look))))
            }
        };
        if end.state == "unavailable" {
            let code = end.told.last().and_then(|told| told.split(' ').nth(1));
            claim(Some(&*look.code) == code, "the card shows another code")?;
            let retries = look.has_button("button-primary");
            claim(
                retries == (end.way != Way::Page),
                "the retry button is missing or unexpected",
            )?;
        }
        if end.state == "connected" {
            claim(
                visit.world.is_connected(),
                "the page shows a connection that does not exist",
            )?;
        }
        Ok(())
    }

    /// Performs the next step after the faults have been healed.
    pub(crate) async fn goes_on(&self, visit: &Visit<'_>, end: End) -> Result<(), Trouble> {
        visit.passes(end.wait.into()).await?;
        match end.way {
            Way::Button(part) => visit.clicks(part).await,
            Way::Page => {
                let refresh = "document.querySelector('#widget').refresh()";
                visit.runs(refresh, json!(null)).await.map(drop)
            }
            Way::Script => {
                let script = format!("{}{}?again", visit.world.files(), self.cdn.script());
                let add = "document.head.append(Object.assign(document.createElement('script'), { src: arguments[0] }))";
                visit.runs(add, json!(script)).await.map(drop)
            }
            Way::Connects => {
                let is_there = |look: &Look| look.state == "connected";
                visit
                    .until("the connection appears", is_there)
                    .await
                    .map(drop)
            }
            Way::Signup | Way::Itself | Way::Disconnect => Ok(()),
        }
    }

    /// Connects from the current state, without a reload, as the customer would.
    pub(crate) async fn connects(&self, visit: &Visit<'_>) -> Result<(), Trouble> {
        visit.world.popups_end(Some(Outcome::Finish));
        let rests = |look: &Look| {
            look.offers
                || look.state == "connected"
                || look.has_button("choice")
                || look.has_button("button-quiet")
                || (look.state != "unavailable" && look.has_button("button-primary"))
        };
        let look = visit.until("the customer can go on", rests).await?;
        let count = |look: &Look| {
            let told = look.told();
            told.iter()
                .filter(|told| told.starts_with("connected"))
                .count()
        };
        // A choice reports an outcome only if it ends an attempt.
        let is_owed = look.state != "choose_number"
            || look.told().last().map(String::as_str) != Some("cancelled superseded");
        let expected = count(&look) + usize::from(is_owed);
        match look.state.as_str() {
            "choose_number" => visit.clicks("choice").await?,
            "connected" | "in_review" => {
                claim_number(visit, &look)?;
                self.disconnects(visit).await?;
                let is_gone = |look: &Look| look.state == "not_connected";
                visit.until("it is disconnected", is_gone).await?;
                if visit.world.is_connected() {
                    return Err(Trouble(
                        "reported as disconnected, but still connected".to_owned(),
                    ));
                }
                order::comes_late_while(visit, "not_connected").await?;
                visit.signs_up().await?;
            }
            _ if look.offers => visit.signs_up().await?,
            _ => {
                visit.clicks("button-primary").await?;
                visit.signs_up().await?;
            }
        }
        let is_done = |look: &Look| look.state == "connected" && count(look) == expected;
        let look = visit.until("a healthy attempt connects", is_done).await?;
        claim_number(visit, &look)
    }
}

/// Checks that the shown connection exists, and that the backend has confirmed it.
fn claim_number(visit: &Visit<'_>, look: &Look) -> Result<(), Trouble> {
    let is_believed = look
        .told()
        .iter()
        .any(|told| told == "connected unverified");
    if visit.world.is_connected() && !is_believed {
        return Ok(());
    }
    Err(Trouble(format!(
        "the page shows a connection that does not exist; {}",
        summary(look)
    )))
}

/// Waits until the widget requests a new token to replace the one in its frame.
async fn is_renewed(visit: &Visit<'_>) -> Result<(), Trouble> {
    let mut seconds = 0;
    while !visit.world.belated().is_held() {
        if seconds > TOKEN_LIFETIME {
            return Err(Trouble("the token is never renewed".to_owned()));
        }
        visit.passes(RENEWAL_STEP).await?;
        seconds += RENEWAL_STEP;
    }
    Ok(())
}

/// Advances all clocks in one step, as a sleep does.
pub(crate) async fn sleeps(visit: &Visit<'_>, seconds: u64) -> Result<(), Trouble> {
    visit.world.passes(seconds);
    visit
        .runs("test.sleeps(arguments[0])", json!(seconds * 1000))
        .await
        .map(drop)
}

fn ended_by(what: What) -> Option<Outcome> {
    match what {
        What::Ends(outcome) | What::Doubled(outcome) | What::Again(outcome) => Some(outcome),
        _ => None,
    }
}
