//! Performs the drawn actions. Skips an action that is impossible at the moment, such as a click on a missing button.

use std::collections::BTreeMap;

use chakra_e2e::Bound;
use chakra_sandbox::{Failure, NumberChange, PluginChange, Sendability, SettingsChange};
use serde_json::{Value, json};

use crate::action::{Action, BACKENDS, Call, Change, ENDPOINTS, Fault};
use crate::world::{Shown, World, id_of, tab_of};

/// The default token lifetime, short enough that open pages have to renew their tokens.
pub(crate) const TOKEN_LIFE: i64 = 60;

impl World {
    pub(crate) async fn perform(&mut self, action: Action) {
        self.note(&format!("{action}"));
        let came_of_it = self.try_to(&action).await;
        self.note(&format!("  {came_of_it}"));
        let name = format!("{action}");
        let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
        if came_of_it != "no" {
            self.count(&name);
        }
        self.history.push((action, came_of_it));
        self.listen().await;
    }

    /// Tries an action, and returns its result: `no` if it was impossible.
    async fn try_to(&mut self, action: &Action) -> String {
        match action {
            Action::OpenPopup { tab, nth } => self.open_popup(*tab, *nth).await,
            Action::EndPopup { tab, end } => {
                if !self.tabs[*tab].has_popup() {
                    return "no".to_owned();
                }
                let end = end.map(chakra_sandbox::Outcome::as_str);
                let is_chosen = self.tabs[*tab].end_popup(end).await;
                self.tabs[*tab].come_back().await;
                let how = if is_chosen { "chosen" } else { "closed" };
                how.to_owned()
            }
            Action::Press { widget, nth } => {
                let given = json!({ "id": id_of(*widget), "nth": nth });
                self.in_page(*widget, "soak.press(given.id, given.nth)", given)
                    .await
            }
            Action::Call { widget, call } => {
                let (method, options) = match call {
                    Call::Refresh => ("refresh", Value::Null),
                    Call::Reset => ("reset", Value::Null),
                    Call::Connect => ("connect", json!({})),
                    Call::Replace => ("connect", json!({ "intent": "replace" })),
                    Call::Disconnect => ("disconnect", Value::Null),
                };
                let given = json!({ "id": id_of(*widget), "method": method, "options": options });
                let call = "soak.call(given.id, given.method, given.options)";
                self.in_page(*widget, call, given).await
            }
            Action::Remove { widget } => self.take_out(*widget, "soak.remove(given.id)").await,
            Action::Renew { widget } => self.take_out(*widget, "soak.renew(given.id)").await,
            Action::PutBack { widget } => {
                let given = json!({ "id": id_of(*widget) });
                self.in_page(*widget, "soak.putBack(given.id)", given).await
            }
            Action::Move { widget } => {
                let given = json!({ "id": id_of(*widget) });
                self.in_page(*widget, "soak.move(given.id)", given).await
            }
            Action::Reload { tab } => {
                self.listen_to(*tab).await;
                self.ledger.abandon(*tab, None);
                self.tabs[*tab].reload().await;
                let ready = "globalThis.soakReady === true";
                self.tabs[*tab].comes_true(ready).await;
                "done".to_owned()
            }
            Action::LeaveAndReturn { tab } => {
                // A customer with an open popup has already left the page.
                if self.tabs[*tab].has_popup() {
                    return "no".to_owned();
                }
                self.tabs[*tab].leave().await;
                self.tabs[*tab].come_back().await;
                "done".to_owned()
            }
            Action::Kill { backend } => {
                self.backends[*backend].kill().await;
                "done".to_owned()
            }
            Action::Start { backend } => {
                self.backends[*backend].start().await;
                "done".to_owned()
            }
            Action::Fault { .. }
            | Action::Delay { .. }
            | Action::StandInDown
            | Action::StandInWell
            | Action::TokenLife { .. } => {
                self.disturb(action).await;
                "done".to_owned()
            }
            Action::Dashboard { tenant, change } => self.change(*tenant, *change).await,
        }
    }

    async fn in_page(&self, widget: usize, expression: &str, given: Value) -> String {
        let is_done: bool = self.tabs[tab_of(widget)].ask(expression, &given).await;
        if is_done { "done" } else { "no" }.to_owned()
    }

    /// Removes an element from its page. The page's listeners then receive no more events of its open attempt.
    async fn take_out(&mut self, widget: usize, expression: &str) -> String {
        let tab = tab_of(widget);
        // Reads the events so far and removes the element in one task, so that no event is lost.
        let expression = format!("[soak.take(), {expression}]");
        let given = json!({ "id": id_of(widget) });
        let (told, is_done): (Vec<chakra_e2e::Told>, bool) =
            self.tabs[tab].ask(&expression, &given).await;
        for told in told {
            self.ledger.hear(tab, &told);
        }
        if is_done {
            self.ledger.abandon(tab, Some(&id_of(widget)));
        }
        if is_done { "done" } else { "no" }.to_owned()
    }

    /// The tab's customer clicks one of the vendor's buttons offered there, and the popup opens.
    async fn open_popup(&mut self, tab: usize, nth: usize) -> String {
        if self.tabs[tab].has_popup() {
            return "no".to_owned();
        }
        let shown: Vec<Shown> = self.tabs[tab].ask("soak.states()", &Value::Null).await;
        let offering: Vec<_> = shown.into_iter().filter(|it| it.offers).collect();
        if offering.is_empty() {
            return "no".to_owned();
        }
        let chosen = &offering[nth % offering.len()];
        let what = format!("{} of {}", chosen.id, chosen.tenant);
        if let Err(why) = self.tabs[tab].open_popup(&chosen.id).await {
            let shifts = self.shifts(tab).await;
            self.note(&format!("  {what}: {why}; {shifts}"));
            return "no".to_owned();
        }
        self.tabs[tab].leave().await;
        what
    }

    async fn disturb(&self, action: &Action) {
        let mut change = SettingsChange::default();
        match action {
            Action::Fault {
                endpoint,
                fault,
                times,
            } => {
                let failure = failure(*fault).times(*times);
                change.failures = [(*endpoint, Some(failure))].into();
            }
            Action::Delay { endpoint, ms } => change.latency_ms = [(*endpoint, *ms)].into(),
            Action::TokenLife { seconds } => change.token_lifetime_seconds = Some(*seconds),
            Action::StandInDown => return self.sandbox.stop().await,
            Action::StandInWell => return self.heal_standin(),
            _ => {}
        }
        self.sandbox.configure(change).expect("a valid setting");
    }

    /// Undoes all changes of the stand-in's settings, but not of its records.
    pub(crate) fn heal_standin(&self) {
        let well = SettingsChange {
            token_lifetime_seconds: Some(TOKEN_LIFE),
            coexistence_delay_ms: Some(1500),
            failures: ENDPOINTS.map(|endpoint| (endpoint, None)).into(),
            latency_ms: BTreeMap::from(ENDPOINTS.map(|endpoint| (endpoint, 0))),
            ..SettingsChange::default()
        };
        self.sandbox.configure(well).expect("a valid setting");
        self.sandbox.start_again().expect("it has kept its ports");
    }

    async fn change(&mut self, tenant: usize, change: Change) -> String {
        let store = self.backends[tenant % BACKENDS].store();
        let found = store.find(&self.tenant(tenant)).await;
        let bound = found.expect("the store can be read").map(|it| Bound {
            plugin_id: it.plugin_id,
            choice: None,
        });
        let Some(bound) = bound else {
            return "no".to_owned();
        };
        let health = match change {
            Change::Block => Some(Sendability::Blocked),
            Change::Unblock => Some(Sendability::Available),
            Change::SignOff | Change::SwitchOff | Change::SwitchOn => None,
        };
        let done = if let Some(health) = health {
            self.change_number(&bound.plugin_id, health)
        } else {
            let change = PluginChange {
                signed_off: change == Change::SignOff,
                is_active: match change {
                    Change::SwitchOff => Some(false),
                    Change::SwitchOn => Some(true),
                    _ => None,
                },
                ..PluginChange::default()
            };
            self.sandbox
                .change_plugin(&bound.plugin_id, &change)
                .is_ok()
        };
        if done && change == Change::SwitchOff {
            self.ledger.switch_off(&self.tenant(tenant));
        }
        if done { "done" } else { "no" }.to_owned()
    }

    /// Does nothing if there are several numbers, because the resulting state is not part of this test.
    fn change_number(&self, plugin_id: &str, health: Sendability) -> bool {
        let records = self.sandbox.records();
        let numbers = records["phoneNumbers"].as_array().into_iter().flatten();
        let own = numbers.filter(|it| it["pluginId"] == plugin_id);
        let own: Vec<_> = own.filter_map(|it| it["id"].as_str()).collect();
        let [number] = own.as_slice() else {
            return false;
        };
        let change = NumberChange {
            health: Some(health),
            ..NumberChange::default()
        };
        self.sandbox.change_number(number, change).is_ok()
    }
}

fn failure(fault: Fault) -> Failure {
    match fault {
        Fault::Unavailable => Failure::with_status(503),
        Fault::AfterWork => Failure::with_status(502).after_work(),
        Fault::TooMany => Failure {
            retry_after: Some("1".to_owned()),
            ..Failure::with_status(429)
        },
        Fault::Html => Failure {
            body: Some("<!doctype html><title>Sign in</title>".to_owned()),
            content_type: Some("text/html".to_owned()),
            ..Failure::with_status(200)
        },
        Fault::Cut => Failure::with_status(200).cut(),
    }
}
