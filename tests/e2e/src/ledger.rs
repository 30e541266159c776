//! PURE: the events of the widgets on many pages, checked against the rules of outcomes: one for each attempt, and one
//! `chakra-connected` for each connection.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// One event, as recorded by a page of the soak test.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    /// Its name. `error` stands for an exception thrown by the page's scripts or the widget.
    pub name: String,
    /// The `id` of the element it came from.
    pub widget: String,
    /// The element's tenant.
    pub tenant: String,
    /// Its detail.
    pub detail: Value,
}

#[derive(Clone, Debug)]
struct Attempt {
    tenant: String,
    tab: usize,
    widget: String,
    /// Its outcomes, in order. A late success may follow another outcome.
    ends: Vec<String>,
    /// Whether the vendor reported that it was cancelled, or failed.
    is_unsuccessful: bool,
    /// Whether its element or page was removed while it was open. Nobody may then receive its outcome.
    is_abandoned: bool,
}

/// A tenant, how often it was switched off before, and the ids of the numbers.
type Connection = (String, u32, Vec<String>);

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The tenant whose widgets broke it; empty if no tenant is concerned.
    pub tenant: String,
    /// A description of the fault.
    pub what: String,
}

/// All events so far.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    attempts: BTreeMap<String, Attempt>,
    /// By tenant and numbers: the tabs and attempts that reported the connection.
    connections: BTreeMap<Connection, Vec<(usize, String)>>,
    /// By tenant: how often it was switched off.
    switched_off: BTreeMap<String, u32>,
    breaches: Vec<Breach>,
    counts: BTreeMap<String, u64>,
}

impl Ledger {
    /// Adds an event of a tab.
    pub fn hear(&mut self, tab: usize, told: &Told) {
        let name = told.name.strip_prefix("chakra-").unwrap_or(&told.name);
        let text = |field: &str| told.detail[field].as_str().unwrap_or_default().to_owned();
        let kind = match name {
            "cancelled" => format!("cancelled {}", text("reason")),
            "failed" => format!("failed {}", text("code")),
            "connected" if told.detail["late"] == true => "connected late".to_owned(),
            _ => name.to_owned(),
        };
        *self.counts.entry(kind).or_default() += 1;
        let id = text("attemptId");
        match name {
            "started" => self.begins(tab, &id, told),
            "connected" | "cancelled" => self.ends(tab, &id, name, told),
            // Without an attempt id, the event reports that the widget itself fails.
            "failed" if !id.is_empty() => self.ends(tab, &id, name, told),
            "error" => self.breach(&told.tenant, format!("an error: {}", text("message"))),
            _ => {}
        }
        if name == "connected" {
            self.connects(tab, &id, told);
        }
    }

    fn begins(&mut self, tab: usize, id: &str, told: &Told) {
        let attempt = Attempt {
            tenant: told.tenant.clone(),
            tab,
            widget: told.widget.clone(),
            ends: Vec::new(),
            is_unsuccessful: false,
            is_abandoned: false,
        };
        if self.attempts.insert(id.to_owned(), attempt).is_some() {
            self.breach(&told.tenant, format!("attempt {id} began twice"));
        }
    }

    fn ends(&mut self, tab: usize, id: &str, name: &str, told: &Told) {
        let Some(attempt) = self.attempts.get_mut(id) else {
            let what = format!("attempt {id} has an end, {name}, and no beginning");
            return self.breach(&told.tenant, what);
        };
        let before = attempt.ends.clone();
        attempt.ends.push(name.to_owned());
        attempt.is_unsuccessful |=
            told.detail["reason"] == "user" || told.detail["code"] == "vendor_error";
        let is_late = name == "connected" && told.detail["late"] == true;
        let was_abandoned = attempt.is_abandoned;
        if attempt.tenant != told.tenant || attempt.tab != tab {
            let what = format!("attempt {id} of {} ended elsewhere", attempt.tenant);
            self.breach(&told.tenant, what);
        }
        let is_sound = match before.as_slice() {
            [] => !is_late || was_abandoned,
            [first] => is_late && first != "connected",
            _ => false,
        };
        if !is_sound {
            let late = if is_late { ", late" } else { "" };
            let what = format!("attempt {id} ended in {before:?}, and then in {name}{late}");
            self.breach(&told.tenant, what);
        }
    }

    /// A page reports a connection once. Pages do not know each other's attempts: if two tabs each have an open
    /// attempt, both may find the connection that one of them made. This is counted, and is not a breach. A connection
    /// that was switched off and on again is a new one. It is not the success of an attempt that the vendor has
    /// reported as unsuccessful.
    fn connects(&mut self, tab: usize, id: &str, told: &Told) {
        let numbers = told.detail["numbers"].as_array().into_iter().flatten();
        let numbers = numbers.filter_map(|number| number["phoneNumberId"].as_str());
        let mut numbers: Vec<_> = numbers.map(str::to_owned).collect();
        numbers.sort();
        let spell = self.switched_off.get(&told.tenant).copied();
        let spell = spell.unwrap_or_default();
        let was_unsuccessful = self.attempts.get(id).is_some_and(|it| it.is_unsuccessful);
        let mut earlier = (0..spell).map(|spell| (told.tenant.clone(), spell, numbers.clone()));
        if was_unsuccessful && earlier.any(|it| self.connections.contains_key(&it)) {
            let what =
                format!("{id} did not succeed, and reports a number switched on: {numbers:?}");
            self.breach(&told.tenant, what);
        }
        let key = (told.tenant.clone(), spell, numbers);
        let known = self.connections.entry(key).or_default();
        let is_told_here = known.iter().any(|(it, _)| *it == tab);
        known.push((tab, id.to_owned()));
        if is_told_here {
            let what = format!("{known:?} all tell of one connection: {}", told.detail);
            self.breach(&told.tenant, what);
        }
    }

    /// The tenant's connection is switched off at Chakra.
    pub fn switch_off(&mut self, tenant: &str) {
        *self.switched_off.entry(tenant.to_owned()).or_default() += 1;
    }

    fn breach(&mut self, tenant: &str, what: String) {
        self.breaches.push(Breach {
            tenant: tenant.to_owned(),
            what,
        });
    }

    /// The element goes away, or with `None` the tab's page. The page may not receive how its open attempts end.
    pub fn abandon(&mut self, tab: usize, widget: Option<&str>) {
        let gone = self
            .attempts
            .values_mut()
            .filter(|it| it.tab == tab && widget.is_none_or(|widget| it.widget == widget));
        for attempt in gone {
            attempt.is_abandoned |= attempt.ends.is_empty();
        }
    }

    /// Attempts without an outcome that the page would have received.
    #[must_use]
    pub fn open(&self) -> Vec<Breach> {
        let open = self.attempts.iter();
        open.filter(|(_, it)| it.ends.is_empty() && !it.is_abandoned)
            .map(|(id, it)| Breach {
                tenant: it.tenant.clone(),
                what: format!("attempt {id} of {} in tab {} has no end", it.widget, it.tab),
            })
            .collect()
    }

    /// The faults found so far.
    #[must_use]
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// Number of `chakra-connected` events of a tenant.
    #[must_use]
    pub fn connected(&self, tenant: &str) -> usize {
        let of_tenant = self.connections.iter().filter(|((it, ..), _)| it == tenant);
        of_tenant.map(|(_, attempts)| attempts.len()).sum()
    }

    /// Number of connections that two or more tabs have reported, each for its own attempt.
    #[must_use]
    pub fn told_by_several_tabs(&self) -> usize {
        let several = |told: &&Vec<(usize, String)>| {
            let first = told.first().map(|(tab, _)| tab);
            told.iter().any(|(tab, _)| Some(tab) != first)
        };
        self.connections.values().filter(several).count()
    }

    /// Events by kind.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// Number of attempts that were abandoned.
    #[must_use]
    pub fn abandoned(&self) -> usize {
        self.attempts.values().filter(|it| it.is_abandoned).count()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(name: &str, widget: &str, detail: Value) -> Told {
        Told {
            name: format!("chakra-{name}"),
            widget: widget.to_owned(),
            tenant: "acme".to_owned(),
            detail,
        }
    }

    fn started(id: &str) -> Told {
        told("started", "w1", json!({ "attemptId": id }))
    }

    fn connected(id: &str, number: &str, late: bool) -> Told {
        let numbers = json!([{ "phoneNumberId": number }]);
        let detail = json!({ "attemptId": id, "late": late, "numbers": numbers });
        told("connected", "w1", detail)
    }

    fn cancelled(id: &str) -> Told {
        told(
            "cancelled",
            "w1",
            json!({ "attemptId": id, "reason": "user" }),
        )
    }

    fn ledger(events: &[Told]) -> Ledger {
        let mut ledger = Ledger::default();
        for event in events {
            ledger.hear(0, event);
        }
        ledger
    }

    #[test]
    fn single_outcomes_and_one_late_success_are_no_breach() {
        let ledger = ledger(&[
            started("a"),
            cancelled("a"),
            connected("a", "1", true),
            started("b"),
            connected("b", "2", false),
        ]);
        assert_eq!(ledger.breaches(), []);
        assert_eq!(ledger.open(), []);
        assert_eq!(ledger.connected("acme"), 2);
    }

    #[test]
    fn a_second_outcome_is_found() {
        for second in [
            cancelled("a"),
            connected("a", "2", false),
            connected("a", "2", true),
        ] {
            let first = connected("a", "1", false);
            let ledger = ledger(&[started("a"), first, second]);
            assert_eq!(ledger.breaches().len(), 1, "{:?}", ledger.breaches());
        }
        let twice = [started("a"), cancelled("a"), cancelled("a")];
        assert_eq!(ledger(&twice).breaches().len(), 1);
    }

    #[test]
    fn an_outcome_of_nothing_and_two_tellers_of_one_connection_are_found() {
        assert_eq!(ledger(&[cancelled("a")]).breaches().len(), 1);
        let both = [
            started("a"),
            started("b"),
            connected("a", "1", false),
            connected("b", "1", false),
        ];
        assert_eq!(ledger(&both).breaches().len(), 1);
        let mut tabs = Ledger::default();
        for (tab, event) in [0, 1, 0, 1].into_iter().zip(&both) {
            tabs.hear(tab, event);
        }
        assert_eq!((tabs.breaches().len(), tabs.told_by_several_tabs()), (0, 1));
        let errors = [told("error", "", json!({ "message": "unreachable" }))];
        let mut thrown = errors[0].clone();
        thrown.name = "error".to_owned();
        assert_eq!(ledger(&[thrown]).breaches().len(), 1);
    }

    #[test]
    fn a_number_switched_on_again_is_no_success_of_a_cancelled_attempt() {
        let mut ledger = ledger(&[
            started("a"),
            connected("a", "1", false),
            started("b"),
            started("c"),
        ]);
        ledger.switch_off("acme");
        ledger.hear(0, &connected("b", "1", false));
        assert_eq!(ledger.breaches(), [], "a new connection");
        ledger.switch_off("acme");
        ledger.hear(0, &cancelled("c"));
        ledger.hear(0, &connected("c", "1", true));
        assert_eq!(ledger.breaches().len(), 1);
        ledger.hear(0, &started("d"));
        ledger.hear(0, &connected("d", "1", false));
        assert_eq!(ledger.breaches().len(), 2, "the same connection");
    }

    #[test]
    fn an_attempt_without_an_end_is_open_unless_its_element_went_away() {
        let mut ledger = ledger(&[started("a")]);
        assert_eq!(ledger.open().len(), 1);
        ledger.abandon(0, Some("w2"));
        ledger.abandon(1, None);
        assert_eq!(ledger.open().len(), 1);
        ledger.abandon(0, Some("w1"));
        assert_eq!(ledger.open(), []);
        // The next page remembers the attempt.
        ledger.hear(0, &connected("a", "1", true));
        assert_eq!(ledger.breaches(), []);
    }
}
