//! The world of a run: one browser with three tabs, the stand-in, the backends, and the events so far.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use chakra_e2e::{Bound, Ledger, Rig, Site, Tab, Told, sandbox, true_state};
use chakra_postgres_for_tests::Postgres;
use chakra_sandbox::Sandbox;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::action::{Action, BACKENDS, TABS, TENANTS, WIDGETS};
use crate::backends::Backend;
use crate::front::Front;

/// Everything in a run. The fields are dropped in this order: the browser before the servers that it uses.
pub(crate) struct World {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) rig: Rig<Site>,
    pub(crate) front: Front,
    pub(crate) backends: Vec<Backend>,
    pub(crate) sandbox: Sandbox,
    pub(crate) ledger: Ledger,
    /// This round's actions, with their results.
    pub(crate) history: Vec<(Action, String)>,
    /// The number of actions performed, by name.
    pub(crate) done: BTreeMap<String, u64>,
    pub(crate) round: u64,
    /// Number of clicks that reached the vendor's frame, but not its button, although nothing else happened.
    pub(crate) lost_clicks: u64,
    begun: Instant,
    folder: PathBuf,
}

/// A widget as its page shows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) state: String,
    /// Whether the vendor's button can be clicked.
    pub(crate) offers: bool,
    pub(crate) words: String,
    pub(crate) is_in_view: bool,
}

/// The tenant of a widget. Each tenant has one widget in each tab, and a fourth among the last five.
pub(crate) fn tenant_of(widget: usize) -> usize {
    widget % TENANTS
}

/// The tab of a widget: 0 to 4, 5 to 9 and 10 to 14 are one tab each, and the last five are spread over the tabs.
pub(crate) fn tab_of(widget: usize) -> usize {
    if widget < TABS * TENANTS {
        widget / TENANTS
    } else {
        widget % TABS
    }
}

pub(crate) fn id_of(widget: usize) -> String {
    format!("w{widget}")
}

impl World {
    pub(crate) async fn new() -> Self {
        let sandbox = sandbox().await;
        let folder = std::env::temp_dir().join(format!("chakra-soak-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder can be created");
        let file = folder.join("backend.sqlite");
        let databases = [
            format!("sqlite:{}", file.display()),
            Postgres::shared().new_database(),
        ];
        let mut backends = Vec::new();
        for (nth, database) in databases.into_iter().enumerate() {
            let log = folder.join(format!("backend-{nth}.log"));
            let mut backend = Backend::new(&sandbox, database, &log);
            backend.start().await;
            backends.push(backend);
        }
        let front = Front::new(backends.iter().map(Backend::port).collect());
        let rig = Rig::with_calls(front.router()).await;
        let tabs = rig.page.tabs(TABS).await;
        Self {
            tabs,
            rig,
            front,
            backends,
            sandbox,
            ledger: Ledger::default(),
            history: Vec::new(),
            done: BTreeMap::new(),
            round: 0,
            lost_clicks: 0,
            begun: Instant::now(),
            folder,
        }
    }

    /// The id of a tenant. Each round has new tenants.
    pub(crate) fn tenant(&self, number: usize) -> String {
        format!("r{}t{number}", self.round)
    }

    pub(crate) fn origin(&self) -> &str {
        self.rig.page.origin()
    }

    /// The widgets of a tab, each with its tenant.
    fn layout(&self, tab: usize) -> serde_json::Map<String, Value> {
        let here = (0..WIDGETS).filter(|widget| tab_of(*widget) == tab);
        here.map(|widget| (id_of(widget), json!(self.tenant(tenant_of(widget)))))
            .collect()
    }

    /// Opens the pages, with the widgets of this round.
    pub(crate) async fn open_pages(&self) {
        for (nth, tab) in self.tabs.iter().enumerate() {
            let pairs = self.layout(nth).into_iter();
            let pairs = pairs.map(|(id, tenant)| format!("{id},{}", tenant.as_str().unwrap_or("")));
            let pairs = pairs.collect::<Vec<_>>().join(",");
            let url = format!("{}/soak.html?widgets={pairs}", self.origin());
            tab.open(&url).await;
            tab.comes_true("globalThis.soakReady === true").await;
        }
    }

    /// Gives the widgets of the open pages this round's tenants.
    pub(crate) async fn lay(&self) {
        for (nth, tab) in self.tabs.iter().enumerate() {
            let layout = Value::Object(self.layout(nth));
            let _: Value = tab.ask("(soak.lay(given), null)", &layout).await;
        }
    }

    /// Collects the widgets' events.
    pub(crate) async fn listen(&mut self) {
        for nth in 0..TABS {
            self.listen_to(nth).await;
        }
    }

    pub(crate) async fn listen_to(&mut self, tab: usize) {
        let told: Vec<Told> = self.tabs[tab].ask("soak.take()", &Value::Null).await;
        for told in told {
            self.ledger.hear(tab, &told);
        }
    }

    /// The visible state of every widget that is on its page.
    pub(crate) async fn shown(&self) -> Vec<Shown> {
        let mut all = Vec::new();
        for tab in &self.tabs {
            all.extend(tab.ask::<Vec<Shown>>("soak.states()", &Value::Null).await);
        }
        all
    }

    /// The state of one of this round's tenants, according to the stand-in's records.
    pub(crate) async fn truth(&self, number: usize) -> &'static str {
        let store = self.backends[number % BACKENDS].store();
        let binding = store.find(&self.tenant(number)).await;
        let binding = binding.expect("the store can be read");
        // A disconnection that has begun is what the customer wants, and will be completed.
        let bound = binding
            .filter(|it| !it.removal_pending)
            .map(|binding| Bound {
                plugin_id: binding.plugin_id,
                choice: binding
                    .choice
                    .map(|choice| (choice.phone_number_id, choice.among)),
            });
        true_state(&self.sandbox.records(), bound.as_ref())
    }

    /// Writes a line of the history to the file immediately, so that an interrupted run keeps it.
    pub(crate) fn note(&self, line: &str) {
        let file = File::options()
            .create(true)
            .append(true)
            .open(self.history_file());
        let mut file = file.expect("the history can be written");
        let seconds = self.begun.elapsed().as_secs_f64();
        writeln!(file, "{seconds:6.1} {line}").expect("the history can be written");
    }

    pub(crate) fn history_file(&self) -> PathBuf {
        self.folder.join("history.txt")
    }

    pub(crate) fn count(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    /// Removes the folder. It keeps the backends' logs if something was wrong.
    pub(crate) fn forget_folder(&self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
