//! An open attempt, kept across a reload of the page. Holds no secret.

use core::time::Duration;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use serde_json::Value;
use wasm_bindgen_futures::spawn_local;
use web_sys::Storage;

use crate::flow::io::{AttemptId, Intent, OpenAttempt};

/// Maximum age of an attempt: older ones are over.
const LONGEST: Duration = Duration::from_mins(30);

thread_local! {
    /// The names under which the widgets of this page keep or have recalled an attempt: each belongs to one widget.
    static CLAIMED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// The names that widgets wait for, and the widgets.
    static WAITING: RefCell<Vec<(String, Weak<Wake>)>> = const { RefCell::new(Vec::new()) };
}

/// What a widget does when an attempt no longer belongs to another one.
pub(super) struct Wake(pub(super) Box<dyn Fn()>);

impl core::fmt::Debug for Wake {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Wake")
    }
}

/// The stored attempt of one widget. Without storage, nothing is kept, and nothing fails.
#[derive(Debug, Default)]
pub(super) struct AttemptStore {
    kept: RefCell<Option<Kept>>,
}

#[derive(Clone, Debug)]
struct Kept {
    name: String,
    id: AttemptId,
    /// The wall-clock time of its start, in milliseconds.
    begun: f64,
}

impl AttemptStore {
    /// Whether a widget of this page has the attempt kept under `name`. If so, `wake` is called after that one has
    /// released it, unless it is dropped first.
    pub(super) fn awaits_release(name: &str, wake: &Rc<Wake>) -> bool {
        let is_claimed = CLAIMED.with_borrow(|all| all.iter().any(|claimed| claimed == name));
        if is_claimed {
            WAITING.with_borrow_mut(|all| {
                all.retain(|(_, wake)| wake.strong_count() > 0);
                all.push((name.to_owned(), Rc::downgrade(wake)));
            });
        }
        is_claimed
    }

    /// The attempt kept under `name`, which no widget has claimed, and its age.
    pub(super) fn recall(&self, name: &str) -> Option<(OpenAttempt, Duration)> {
        let storage = storage()?;
        let text = storage.get_item(name).ok()??;
        let found = read(&text).and_then(|(attempt, begun)| {
            // If the clock was set back, it counts as new, not as old.
            let age = Duration::from_millis(whole(js_sys::Date::now() - begun));
            (age <= LONGEST).then_some((attempt, begun, age))
        });
        let Some((attempt, begun, age)) = found else {
            // Fails if storage is blocked, and then there is nothing to remove.
            let _ = storage.remove_item(name);
            return None;
        };
        self.claim(name, attempt.id, begun);
        Some((attempt, age))
    }

    /// Keeps `attempt` under `name`, replacing the previous one.
    pub(super) fn keep(&self, name: &str, attempt: &OpenAttempt) {
        let before = self.kept.borrow().clone();
        let known = before.filter(|kept| kept.id == attempt.id && kept.name == name);
        let begun = known.map_or_else(js_sys::Date::now, |kept| kept.begun);
        self.clear();
        self.claim(name, attempt.id, begun);
        if let Some(storage) = storage() {
            // Full or blocked: a reload then loses the attempt, as in a browser without storage.
            let _ = storage.set_item(name, &written(attempt, begun));
        }
    }

    /// Removes what this widget keeps.
    pub(super) fn clear(&self) {
        let Some(kept) = self.release() else { return };
        let Some(storage) = storage() else { return };
        let stored = storage.get_item(&kept.name).ok().flatten();
        let stored = stored.and_then(|text| read(&text));
        if stored.is_none_or(|(attempt, _)| attempt.id == kept.id) {
            let _ = storage.remove_item(&kept.name);
        }
    }

    fn claim(&self, name: &str, id: AttemptId, begun: f64) {
        self.release();
        CLAIMED.with_borrow_mut(|all| all.push(name.to_owned()));
        let kept = Kept {
            name: name.to_owned(),
            id,
            begun,
        };
        self.kept.replace(Some(kept));
    }

    fn release(&self) -> Option<Kept> {
        let kept = self.kept.take()?;
        CLAIMED.with_borrow_mut(|all| {
            let at = all.iter().position(|claimed| *claimed == kept.name);
            at.map(|at| all.swap_remove(at))
        });
        let woken: Vec<_> = WAITING.with_borrow_mut(|all| {
            let (woken, others) = all.drain(..).partition(|(name, _)| *name == kept.name);
            *all = others;
            woken
        });
        for (_, wake) in woken {
            // Later: the attempt may be over, and is then removed from the storage right after this.
            spawn_local(async move {
                if let Some(wake) = wake.upgrade() {
                    (wake.0)();
                }
            });
        }
        Some(kept)
    }
}

impl Drop for AttemptStore {
    fn drop(&mut self) {
        self.release();
    }
}

/// The tab's own storage, if the browser and the page allow it.
fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Milliseconds as a whole number; zero if it is not one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` saturates, and NaN is zero.
fn whole(millis: f64) -> u64 {
    millis as u64
}

fn written(attempt: &OpenAttempt, begun: f64) -> String {
    let mut json = format!(
        r#"{{"id":"{}","intent":"{}","begun":{}"#,
        attempt.id,
        attempt.intent.as_str(),
        whole(begun)
    );
    if let Some(baseline) = &attempt.baseline {
        json.push_str(r#","baseline":["#);
        for (index, id) in baseline.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            // Never fails for text.
            json.push_str(&serde_json::to_string(id).unwrap_or_default());
        }
        json.push(']');
    }
    json.push('}');
    json
}

fn read(text: &str) -> Option<(OpenAttempt, f64)> {
    let json: Value = serde_json::from_str(text).ok()?;
    let id = u64::from_str_radix(json.get("id")?.as_str()?, 16).ok()?;
    let intent = match json.get("intent")?.as_str()? {
        "connect" => Intent::Connect,
        "replace" => Intent::Replace,
        _ => return None,
    };
    let baseline = match json.get("baseline") {
        Some(ids) => {
            let ids = ids.as_array()?.iter();
            Some(
                ids.map(|id| Some(id.as_str()?.to_owned()))
                    .collect::<Option<_>>()?,
            )
        }
        None => None,
    };
    let attempt = OpenAttempt {
        id: AttemptId(id),
        intent,
        baseline,
    };
    Some((attempt, json.get("begun")?.as_f64()?))
}
