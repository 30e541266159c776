//! One cell: brought about, broken, looked at, made well, and gone through to a connection.

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
/// Hours after which a token has long expired.
const SLEEP: u64 = 2 * 3600;

/// Lifetime of a token, in seconds, in the cells that wait for its renewal.
const TOKEN_LIFETIME: u64 = 600;
const RENEWAL_STEP: u64 = 10;

/// What a cell runs in.
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
        if matches!(cell.what, What::Kept(_)) {
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
                    // Done at last, before it could end the next connection.
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
        // Another's script, broken, throws.
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
        // Where the signup waits for a click, what it needs can be asked for later.
        let is_waiting = cell.when == When::Idle && self.is_of_signup(cell.place);
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

    #[expect(clippy::unused_self, reason = "a question about the bench's cells")]
    fn is_of_signup(&self, place: Place) -> bool {
        matches!(
            place,
            Place::Token | Place::Sdk | Place::Frame | Place::Session
        )
    }

    /// Brings the page to where it is to break, and breaks it.
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
            When::Idle if self.is_of_signup(place) => {
                let is_waiting = |look: &Look| look.state == "not_connected";
                visit.until("it waits for a click", is_waiting).await?;
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
        if matches!(place, Place::Popup | Place::Token) {
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
        if place != Place::Token {
            world.breaks(place, what, true).await;
        }
        // A check or two fall into it.
        visit.passes(8).await?;
        world.popups_end(Some(ended_by(what).unwrap_or(Outcome::Cancel)));
        Ok(())
    }

    /// Waits until the attempt has been noticed.
    pub(crate) async fn begins(&self, visit: &Visit<'_>) -> Result<(), Trouble> {
        let has_begun = |look: &Look| look.state == "connecting";
        let begun = visit.until("an attempt begins", has_begun).await;
        let Err(Trouble(trouble)) = begun else {
            return Ok(());
        };
        // A click that met nothing, or one that was not noticed?
        let windows = visit.browser.windows().await.map_or(0, |all| all.len());
        Err(Trouble(format!("{windows} windows are open; {trouble}")))
    }

    pub(crate) async fn disconnects(&self, visit: &Visit<'_>) -> Result<(), Trouble> {
        visit
            .until("it can be disconnected", |look| {
                look.has_button("button-quiet")
            })
            .await?;
        visit.clicks("button-quiet").await?;
        visit
            .until("it asks back", |look| look.has_button("button-danger"))
            .await?;
        visit.clicks("button-danger").await
    }

    /// What the cell says is seen.
    pub(crate) async fn sees(
        &self,
        visit: &Visit<'_>,
        cell: &Cell,
        end: End,
    ) -> Result<(), Trouble> {
        // What was told on the way to the fault is no part of its end.
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
                // The loader's first words give way to the card, which has the same button.
                Way::Itself if end.state == "unavailable" => look.has_button("button-primary"),
                _ => true,
            };
            // The fault has been met: what is seen is no matter of being quick.
            let is_met = matches!(cell.place, Place::Page | Place::Tab | Place::Callback)
                || matches!(cell.what, What::Refused | What::Blocked | What::Ends(_))
                || visit.world.times_broken() > 0;
            // It speaks once it has a language, which may be late.
            let has_words = !look.words.trim().is_empty() || end.way == Way::Script;
            is_met && has_words && look.state == end.state && look.told() == expected && is_offered
        };
        let what = format!("{:?}, told {:?}, way {:?}", end.state, expected, end.way);
        let mut look = visit.until(&what, is_seen).await?;
        if end.told.is_empty() && cell.when != When::FirstLoad {
            // More than any call may take: nothing comes of it later either.
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
                "a button to try again, or none",
            )?;
        }
        if end.state == "connected" {
            claim(visit.world.is_connected(), "a connection that is none")?;
        }
        Ok(())
    }

    /// Takes the way on, all being well again.
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
                    .until("the connection comes to be seen", is_there)
                    .await
                    .map(drop)
            }
            Way::Signup | Way::Itself | Way::Disconnect => Ok(()),
        }
    }

    /// From wherever it is now, the customer gets to a connection, without a reload.
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
        // A choice that ends no attempt has no outcome.
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
                        "told as disconnected, and still connected".to_owned(),
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

/// What is shown as connected is connected, and by the backend's word.
fn claim_number(visit: &Visit<'_>, look: &Look) -> Result<(), Trouble> {
    let is_believed = look
        .told()
        .iter()
        .any(|told| told == "connected unverified");
    if visit.world.is_connected() && !is_believed {
        return Ok(());
    }
    Err(Trouble(format!(
        "a connection that is none; {}",
        summary(look)
    )))
}

/// The page waits until the widget requests a new token in place of the one in its frame.
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

/// The clocks go on at once, as after a sleep.
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
