//! A page of the test's world, in one engine's browser.

use std::time::{Duration, Instant};

use chakra_e2e::{Cdn, Hand, Trouble};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, WebDriver};
use tokio::time::sleep;

use crate::world::World;

/// Time limit for anything that must appear: more than any wait of the widget at the tests' pace.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
const TITLE: &str = "Partner page";
/// A point on the screen where the page is empty.
const BESIDE_THE_WIDGET: (f64, f64) = (700.0, 600.0);
const FURTHER: (f64, f64) = (704.0, 604.0);
pub(crate) const INTERVAL: Duration = Duration::from_millis(10);
/// Seconds that pass for the page at a time: less than the gap that the widget interprets as sleep.
const STEP: u64 = 2;

/// The visible state of a widget, and its events.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Look {
    pub(crate) state: String,
    /// Whether the vendor's button can be clicked.
    pub(crate) offers: bool,
    /// The code that the card shows.
    pub(crate) code: String,
    pub(crate) words: String,
    /// The parts of each button.
    pub(crate) buttons: Vec<String>,
    pub(crate) heard: Vec<Heard>,
    /// Uncaught errors of the page.
    pub(crate) errors: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Heard {
    pub(crate) name: String,
    pub(crate) detail: Value,
}

impl Look {
    pub(crate) fn has_button(&self, part: &str) -> bool {
        let has = |parts: &String| parts.split(' ').any(|it| it == part);
        self.buttons.iter().any(has)
    }

    /// Outcomes of attempts and calls, such as `failed backend_timeout`.
    pub(crate) fn told(&self) -> Vec<String> {
        let told = |Heard { name, detail }: &Heard| {
            let text = |field: &str| detail[field].as_str().map(str::to_owned);
            Some(match name.as_str() {
                "failed" => format!("failed {}", text("code")?),
                "cancelled" => format!("cancelled {}", text("reason")?),
                "connected" if detail["verified"] != true => "connected unverified".to_owned(),
                "connected" if detail["late"] == true => "connected late".to_owned(),
                "connected" | "disconnected" => name.clone(),
                _ => return None,
            })
        };
        self.heard.iter().filter_map(told).collect()
    }
}

/// A page open in the browser.
pub(crate) struct Visit<'a> {
    pub(crate) browser: &'a WebDriver,
    hand: &'a Hand,
    pub(crate) world: &'a World,
    pub(crate) selector: &'static str,
    title: &'static str,
    /// Whether to click with the mouse instead of the driver. Firefox's driver adds an unload listener to a page that
    /// it has clicked in, which keeps the page out of the back/forward cache.
    is_by_hand: bool,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(browser: &'a WebDriver, hand: &'a Hand, world: &'a World) -> Self {
        Self {
            browser,
            hand,
            world,
            selector: "chakra-whatsapp-connect",
            title: TITLE,
            is_by_hand: false,
        }
    }

    pub(crate) fn by_hand(self) -> Self {
        Self {
            is_by_hand: true,
            ..self
        }
    }

    /// The same browser's page in another tab, identified by its title.
    pub(crate) fn of_other_tab(&self, title: &'static str) -> Self {
        Self { title, ..*self }
    }

    /// Gives the page its title.
    pub(crate) async fn takes_title(&self) -> Result<(), Trouble> {
        let names = "document.title = arguments[0]";
        self.runs(names, json!(self.title)).await.map(drop)
    }

    /// Serves a page with these attributes of the document, this script before the widget and this element, and opens
    /// it.
    pub(crate) async fn opens(
        &self,
        cdn: &Cdn,
        document: &str,
        first: &str,
        element: &str,
    ) -> Result<(), Trouble> {
        let script = format!("{}{}", self.world.files(), cdn.script());
        let agent = include_str!("agent.js");
        self.world.serves(format!(
            r#"<!doctype html><html {document}><head><meta charset="utf-8"><title>{TITLE}</title>
<link rel="icon" href="data:,"><script>{agent}</script><script>{first}</script><script>
// Once the page has come: a script that does not come is not to keep the driver waiting.
addEventListener("load", () => setTimeout(() => document.head.append(Object.assign(document.createElement("script"), {{ src: "{script}" }}))));
</script></head><body>
<main style="width: 480px"><h1>Settings</h1>{element}<p><a id="elsewhere" href="/elsewhere">Elsewhere</a></p></main></body></html>"#
        ));
        self.goes_to("/").await
    }

    pub(crate) async fn goes_to(&self, path: &str) -> Result<(), Trouble> {
        let url = format!("{}{path}", self.world.origin());
        let opened = self.browser.goto(url).await;
        opened.map_err(|error| Trouble(format!("the page does not open: {error}")))
    }

    /// Runs a script in the page.
    pub(crate) async fn runs(&self, script: &str, given: Value) -> Result<Value, Trouble> {
        let returned = self.browser.execute(script, vec![given]).await;
        let returned = returned.map_err(|error| Trouble(format!("{script}: {error}")))?;
        Ok(returned.json().clone())
    }

    /// Waits until a script returns `true` in the document that is loaded by then.
    pub(crate) async fn waits_for(&self, what: &str, script: &str) -> Result<(), Trouble> {
        let begun = Instant::now();
        // Between two documents, scripts fail.
        while self.runs(script, json!(null)).await.ok() != Some(json!(true)) {
            if begun.elapsed() > PATIENCE {
                return Err(Trouble(format!("timed out waiting until {what}")));
            }
            sleep(INTERVAL).await;
        }
        Ok(())
    }

    pub(crate) async fn looks(&self) -> Result<Look, Trouble> {
        self.looks_after(0).await
    }

    /// Lets this many seconds pass, in steps as for a page that is awake.
    pub(crate) async fn passes(&self, seconds: u64) -> Result<(), Trouble> {
        for _ in 0..seconds.div_ceil(STEP) {
            self.steps().await?;
        }
        Ok(())
    }

    /// Advances the clock by one step once no request is pending.
    async fn steps(&self) -> Result<(), Trouble> {
        while !self.world.is_quiet() {
            sleep(INTERVAL).await;
        }
        self.looks_after(STEP).await.map(drop)
    }

    /// Lets this many seconds pass for the page, and then reads the widget's state.
    async fn looks_after(&self, seconds: u64) -> Result<Look, Trouble> {
        self.world.passes(seconds);
        let look = "const [selector, seconds] = arguments[0];
            if (seconds > 0) test.passes(seconds * 1000);
            return test.look(selector)";
        let look = self.runs(look, json!([self.selector, seconds])).await?;
        serde_json::from_value(look)
            .map_err(|error| Trouble(format!("the widget cannot be read: {error}")))
    }

    /// Waits until the widget's state satisfies `is_so`. The page's time passes whenever no request is pending.
    pub(crate) async fn until(
        &self,
        what: &str,
        is_so: impl Fn(&Look) -> bool,
    ) -> Result<Look, Trouble> {
        let begun = Instant::now();
        let mut step = 0;
        loop {
            let look = self.looks_after(step).await?;
            if is_so(&look) {
                return Ok(look);
            }
            if begun.elapsed() > PATIENCE {
                return Err(Trouble(format!(
                    "timed out waiting until {what}; {}",
                    summary(&look)
                )));
            }
            sleep(INTERVAL).await;
            step = if self.world.is_quiet() { STEP } else { 0 };
        }
    }

    /// Clicks the first button of the card with this part.
    pub(crate) async fn clicks(&self, part: &str) -> Result<(), Trouble> {
        let script = "return test.clicks(...arguments[0])";
        let clicked = self.runs(script, json!([self.selector, part])).await?;
        if clicked == true {
            return Ok(());
        }
        let look = self.looks().await?;
        Err(Trouble(format!("no {part} to click; {}", summary(&look))))
    }

    /// Clicks the vendor's button.
    pub(crate) async fn signs_up(&self) -> Result<(), Trouble> {
        self.until("the vendor's button appears", |look| look.offers)
            .await?;
        self.comes_to_front().await?;
        let frame = format!("{} [slot=vendor] iframe", self.selector);
        // A click misses an element that moves while the mouse is on its way.
        let is_still = format!("return test.isStill('{frame}')");
        self.waits_for("the vendor's frame has stopped moving", &is_still)
            .await?;
        let before = self.world.popups().count();
        if self.is_by_hand {
            self.clicks_by_hand(&frame).await?;
        } else {
            self.clicks_by_driver(frame).await?;
        }
        if !self.world.lets_popups_come() {
            return Ok(());
        }
        // The page's time stands still until the browser has opened the window, so that the attempt is not late.
        let has_come = || self.world.popups().count() > before;
        let come = self.world.until("the popup opens", has_come).await;
        let Err(Trouble(trouble)) = come else {
            return Ok(());
        };
        let windows = self.browser.windows().await.map_or(0, |all| all.len());
        let look = summary(&self.looks().await?);
        Err(Trouble(format!(
            "{trouble}; {windows} windows are open; {look}"
        )))
    }

    async fn clicks_by_driver(&self, frame: String) -> Result<(), Trouble> {
        let trouble = |error| Trouble(format!("the vendor's button cannot be clicked: {error}"));
        let frame = self.browser.query(By::Css(frame)).first().await;
        let frame = frame.map_err(trouble)?;
        frame.enter_frame().await.map_err(trouble)?;
        let button = self.browser.query(By::Css("[data-vendor-connect]"));
        let button = button.first().await.map_err(trouble)?;
        button.click().await.map_err(trouble)?;
        self.browser.enter_default_frame().await.map_err(trouble)
    }

    /// Clicks the middle of an element with the mouse.
    pub(crate) async fn clicks_by_hand(&self, selector: &str) -> Result<(), Trouble> {
        let begun = Instant::now();
        let middle: (f64, f64) = loop {
            // The page learns its position on the screen from mouse events.
            self.hand.moves(BESIDE_THE_WIDGET).await;
            self.hand.moves(FURTHER).await;
            let middle = self.runs("return test.middle(arguments[0])", json!(selector));
            if let Ok(middle) = serde_json::from_value(middle.await?) {
                break middle;
            }
            if begun.elapsed() > PATIENCE {
                return Err(Trouble("the mouse is not over the page".to_owned()));
            }
            sleep(INTERVAL).await;
        };
        self.hand.moves(middle).await;
        self.hand.clicks().await;
        Ok(())
    }

    /// Gives the page the focus, as a real click does. A driver's click does not, and cannot focus a frame of an
    /// unfocused page: the popup of the previous cell may have taken the focus.
    pub(crate) async fn comes_to_front(&self) -> Result<(), Trouble> {
        let begun = Instant::now();
        while self.runs("return document.hasFocus()", json!(null)).await? != json!(true) {
            if begun.elapsed() > PATIENCE {
                return Err(Trouble("the page does not get the focus".to_owned()));
            }
            self.hand.comes_to_front(self.title).await;
            // The address bar of the window may have the focus.
            self.hand.moves(BESIDE_THE_WIDGET).await;
            self.hand.clicks().await;
            sleep(INTERVAL).await;
        }
        Ok(())
    }

    /// Closes all windows except the page's, as the customer would.
    pub(crate) async fn closes_popups(&self) -> Result<(), Trouble> {
        let trouble = |error| Trouble(format!("the popups cannot be closed: {error}"));
        let page = self.browser.window().await.map_err(trouble)?;
        for window in self.browser.windows().await.map_err(trouble)? {
            if window != page {
                self.browser
                    .switch_to_window(window)
                    .await
                    .map_err(trouble)?;
                self.browser.close_window().await.map_err(trouble)?;
            }
        }
        self.browser.switch_to_window(page).await.map_err(trouble)
    }

    /// Checks that no secret appears anywhere, and that there was no uncaught error.
    pub(crate) async fn is_clean(&self, may_throw: bool) -> Result<(), Trouble> {
        let found = self
            .runs(
                "return test.finds(arguments[0])",
                json!(self.world.secrets()),
            )
            .await?;
        if found != json!([]) {
            return Err(Trouble(format!("a secret was found in {found}")));
        }
        let thrown = self.world.thrown();
        let look = self.looks().await?;
        if (look.errors.is_empty() && thrown.is_empty()) || may_throw {
            return Ok(());
        }
        Err(Trouble(format!(
            "uncaught errors: {:?}, {thrown:?}",
            look.errors
        )))
    }
}

/// A short summary for error messages.
pub(crate) fn summary(look: &Look) -> String {
    let states: Vec<_> = look
        .heard
        .iter()
        .filter(|heard| heard.name == "statechange")
        .filter_map(|heard| heard.detail["state"].as_str())
        .collect();
    format!(
        "state {:?} (was {}), told {:?}, code {:?}, buttons {:?}, offers {}, thrown {:?}, words {:?}",
        look.state,
        states.join(", "),
        look.told(),
        look.code,
        look.buttons,
        look.offers,
        look.errors,
        look.words
    )
}
