//! The check after each round: every fault is healed, and everything must become consistent.

use std::time::Duration;

use chakra_e2e::{Breach, NoPopup, until};
use chakra_sandbox::Outcome;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::action::{BACKENDS, Dice, TABS, TENANTS};
use crate::world::{Shown, World, id_of};

const INTERVAL: Duration = Duration::from_millis(300);
/// Time limit for the backends after healing: a wait that the stand-in has requested, and the pause after a plugin
/// whose creation has an unknown outcome.
const BACKEND_TIME: Duration = Duration::from_secs(100);
/// Time limit for the widgets: if the records do not show that a signup succeeded, its confirmation takes two minutes.
const WIDGET_TIME: Duration = Duration::from_secs(160);
/// How long customers look at an unavailable widget before they leave and come back.
const RETURN_PAUSE: Duration = Duration::from_secs(5);
/// Time limit for a signup while nothing else happens.
const CALM_TIME: Duration = Duration::from_mins(1);

impl World {
    /// Ends whatever is open, and undoes the faults.
    pub(crate) async fn heal(&mut self, dice: &mut Dice) {
        self.heal_standin();
        for backend in &mut self.backends {
            backend.start().await;
        }
        for nth in 0..TABS {
            let end = dice.one_of(&[Outcome::Cancel, Outcome::Finish, Outcome::Close]);
            if self.tabs[nth].has_popup() {
                self.tabs[nth].end_popup(Some(end.as_str())).await;
            }
            let _: Value = self.tabs[nth]
                .ask("(soak.putAllBack(), null)", &Value::Null)
                .await;
        }
        self.listen().await;
    }

    /// Waits until everything is consistent. Returns what is still wrong after the time limit.
    pub(crate) async fn settles(&mut self) -> Vec<Breach> {
        until("no number is on its way", || {
            self.sandbox.numbers_on_their_way() == 0
        })
        .await;
        // From here on, the records do not change.
        if let Err(wrong) = self.backends_agree().await {
            return wrong;
        }
        self.return_to_all_tabs().await;
        let mut wrong = self.widgets_agree().await;
        wrong.extend(self.orphans().await);
        wrong.extend(self.ledger.breaches().iter().cloned());
        wrong
    }

    /// Customers leave each tab and come back to it.
    async fn return_to_all_tabs(&self) {
        for tab in &self.tabs {
            tab.leave().await;
            tab.come_back().await;
        }
    }

    /// Waits until each backend reports for its tenants what the records say.
    async fn backends_agree(&self) -> Result<(), Vec<Breach>> {
        let deadline = Instant::now() + BACKEND_TIME;
        loop {
            let mut wrong = Vec::new();
            for number in 0..TENANTS {
                let (told, truth) = (self.status(number).await, self.truth(number).await);
                if told != truth {
                    wrong.push(Breach {
                        tenant: self.tenant(number),
                        what: format!("the backend says {told}, and the records say {truth}"),
                    });
                }
            }
            if wrong.is_empty() {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(wrong);
            }
            sleep(INTERVAL).await;
        }
    }

    async fn status(&self, number: usize) -> String {
        let url = format!(
            "{}/t/{}/api/chakra/status",
            self.origin(),
            self.tenant(number)
        );
        let answer = reqwest::Client::builder().no_proxy().build();
        let answer = answer.expect("a client").get(url).send().await;
        let Ok(answer) = answer else {
            return "nothing".to_owned();
        };
        let status = answer.status();
        let json: Value = answer.json().await.unwrap_or_default();
        json["state"].as_str().map_or_else(
            || format!("{status} {}", json["code"].as_str().unwrap_or_default()),
            str::to_owned,
        )
    }

    /// Waits until each widget shows what the records say, and no attempt is open.
    async fn widgets_agree(&mut self) -> Vec<Breach> {
        let deadline = Instant::now() + WIDGET_TIME;
        let (mut noted, mut returned) = (Vec::new(), Instant::now());
        let mut choosing = Vec::new();
        loop {
            self.customers_return(&mut returned).await;
            self.listen().await;
            let mut wrong = self.ledger.open();
            let shown = self.shown().await;
            let mut still_choosing = Vec::new();
            for number in 0..TENANTS {
                let (tenant, truth) = (self.tenant(number), self.truth(number).await);
                let own: Vec<_> = shown.iter().filter(|it| it.tenant == tenant).collect();
                // The attempt ends with the customer's choice, and so does this wait.
                if truth == "choose_number" {
                    self.chooses_first(&own).await;
                    still_choosing.push(number);
                    wrong.push(Breach {
                        tenant: tenant.clone(),
                        what: "no number is chosen".to_owned(),
                    });
                }
                if own.len() != 4 {
                    wrong.push(Breach {
                        tenant: tenant.clone(),
                        what: format!("{} widgets instead of four", own.len()),
                    });
                }
                for it in own.into_iter().filter(|it| it.state != truth) {
                    wrong.push(Breach {
                        tenant: tenant.clone(),
                        what: format!(
                            "{} shows {}, and the records say {truth}: {:?}{}",
                            it.id,
                            it.state,
                            it.words,
                            if it.is_in_view { "" } else { ", out of view" }
                        ),
                    });
                }
            }
            if wrong.is_empty() || Instant::now() > deadline {
                return wrong;
            }
            // The other tabs learn about a choice when their customer returns.
            if choosing.iter().any(|it| !still_choosing.contains(it)) {
                self.return_to_all_tabs().await;
            }
            choosing = still_choosing;
            if wrong != noted {
                for Breach { tenant, what } in &wrong {
                    self.note(&format!("not yet, {tenant}: {what}"));
                }
                noted = wrong;
            }
            sleep(INTERVAL).await;
        }
    }

    /// An unavailable widget checks again when its customer comes back or presses the button. The widget gives up a
    /// frame that a fault has hit only after a delay, which may pass after the return that follows the healing. Taller
    /// cards may have moved a widget out of view, where it does not start: the customer scrolls to it.
    async fn customers_return(&self, returned: &mut Instant) {
        if returned.elapsed() < RETURN_PAUSE {
            return;
        }
        *returned = Instant::now();
        for tab in &self.tabs {
            let shown: Vec<Shown> = tab.ask("soak.states()", &Value::Null).await;
            if shown.iter().any(|it| it.state == "unavailable") {
                tab.leave().await;
                tab.come_back().await;
            }
            let waits = |it: &&Shown| it.state == "loading" && !it.is_in_view;
            if let Some(waiting) = shown.iter().find(waits) {
                let scroll = "(soak.scrollTo(given), null)";
                let _: Value = tab.ask(scroll, &Value::from(waiting.id.as_str())).await;
            }
        }
    }

    /// The customer chooses the first number, in a widget that offers the choice.
    async fn chooses_first(&self, own: &[&Shown]) {
        let Some(widget) = own.iter().find(|it| it.state == "choose_number") else {
            return;
        };
        for tab in &self.tabs {
            let press = "soak.press(given, 0)";
            let _: bool = tab.ask(press, &Value::from(widget.id.as_str())).await;
        }
    }

    /// Plugins of this round's tenants that no store knows: not bound, not due for deletion, and not recorded as
    /// created with an unknown outcome.
    async fn orphans(&self) -> Vec<Breach> {
        let records = self.sandbox.records();
        let mut wrong = Vec::new();
        for number in 0..TENANTS {
            let tenant = self.tenant(number);
            let store = self.backends[number % BACKENDS].store();
            let binding = store.find(&tenant).await.expect("the store can be read");
            let unresolved = store.unresolved(i64::MAX, 10_000).await;
            let unresolved = unresolved.expect("the store can be read");
            let plugins = records["plugins"].as_array().into_iter().flatten();
            let own = plugins.filter(|it| it["clientReferenceId"] == *tenant);
            let unexplained = own.filter(|plugin| {
                let is = |id: &str| plugin["id"] == id;
                let is_bound = binding.as_ref().is_some_and(|it| is(&it.plugin_id));
                !is_bound && !unresolved.removals.iter().any(|it| is(&it.plugin_id))
            });
            let unexplained = unexplained.count();
            let unknown = unresolved.reservations.iter();
            let unknown = unknown.filter(|it| it.lease.tenant_id == tenant).count();
            if unexplained > unknown {
                wrong.push(Breach {
                    tenant,
                    what: format!(
                        "{unexplained} plugins at the stand-in are orphans; {unknown} may be unknown"
                    ),
                });
            }
        }
        wrong
    }

    /// Waits until every widget of new tenants offers a signup.
    pub(crate) async fn all_offer(&mut self) -> Vec<Breach> {
        let deadline = Instant::now() + WIDGET_TIME;
        let mut returned = Instant::now();
        loop {
            self.customers_return(&mut returned).await;
            let shown = self.shown().await;
            let waiting = shown
                .iter()
                .filter(|it| it.state != "not_connected" || !it.offers);
            let wrong: Vec<_> = waiting
                .map(|it| Breach {
                    tenant: it.tenant.clone(),
                    what: format!("{} shows {}, offering {}", it.id, it.state, it.offers),
                })
                .collect();
            if wrong.is_empty() || Instant::now() > deadline {
                return wrong;
            }
            sleep(INTERVAL).await;
        }
    }

    /// One signup while nothing else happens: all four of the tenant's widgets show it, and exactly one reports it.
    pub(crate) async fn signs_up_in_calm(&mut self, number: usize) -> Vec<Breach> {
        let tenant = self.tenant(number);
        let breach = |what: String| {
            vec![Breach {
                tenant: tenant.clone(),
                what,
            }]
        };
        if let Err(why) = self.opens_popup_in_calm(number).await {
            return breach(format!("no popup opens while nothing else happens: {why}"));
        }
        self.tabs[0].leave().await;
        if !self.tabs[0].end_popup(Some("finish")).await {
            return breach("the popup does not finish in calm".to_owned());
        }
        self.tabs[0].come_back().await;
        let deadline = Instant::now() + CALM_TIME;
        loop {
            self.listen().await;
            if !self.ledger.breaches().is_empty() {
                return self.ledger.breaches().to_vec();
            }
            let shown = self.shown().await;
            let own = shown.iter().filter(|it| it.tenant == tenant);
            let states: Vec<_> = own.map(|it| it.state.as_str()).collect();
            let told = self.ledger.connected(&tenant);
            if told == 1 && states == ["connected"; 4] {
                return Vec::new();
            }
            if Instant::now() > deadline {
                return breach(format!(
                    "after a signup in calm: {states:?}, and reported {told} times"
                ));
            }
            sleep(INTERVAL).await;
        }
    }

    /// A frame with an old token is replaced at any time, also right before the click, and a card above may move the frame
    /// away from the pointer. The customer then clicks again.
    async fn opens_popup_in_calm(&mut self, number: usize) -> Result<(), NoPopup> {
        let deadline = Instant::now() + CALM_TIME;
        loop {
            let opened = self.tabs[0].open_popup(&id_of(number)).await;
            match &opened {
                Err(why) if Instant::now() < deadline => {
                    self.lost_clicks += u64::from(matches!(why, NoPopup::NotOpened(_)));
                    let shifts = self.shifts(0).await;
                    self.note(&format!("while nothing else happens: {why}; {shifts}"));
                }
                _ => return opened,
            }
            sleep(INTERVAL).await;
        }
    }

    /// The last layout shifts in a tab.
    pub(crate) async fn shifts(&self, tab: usize) -> String {
        self.tabs[tab].ask("soak.shifts()", &Value::Null).await
    }

    /// Waits until the stand-in gets no more requests, so that the measurement is taken at rest.
    pub(crate) async fn rests(&self) {
        let asked = || self.sandbox.log().counts.values().sum::<u64>();
        let deadline = Instant::now() + CALM_TIME;
        let mut before = asked();
        loop {
            sleep(3 * INTERVAL).await;
            let now = asked();
            if now == before || Instant::now() > deadline {
                return;
            }
            before = now;
        }
    }
}
