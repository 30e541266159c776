//! One visit to a page, from the navigation until its goal has been painted.

use std::collections::BTreeMap;
use std::fs;

use chakra_e2e::{Page, Rig};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::condition::Condition;
use crate::row::{Resource, Row};
use crate::server::{Counts, NUMBER, Server, counted};
use crate::subject::Subject;

/// The page before each visit. It is opened on another site, so that the visited page gets a new process.
const REST: &str = "/rest";
const MARKS: &str = include_str!("../scripts/marks.js");

/// The goal of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Not connected: the vendor's frame is ready and visible.
    Usable,
    /// Connected: the number is shown.
    Shown,
}

impl Goal {
    pub(crate) const BOTH: [Self; 2] = [Self::Usable, Self::Shown];

    /// Name of the value that holds the time at which it was reached.
    pub(crate) fn value(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Shown => "shown",
        }
    }

    /// Name of the connection's state.
    pub(crate) fn state(self) -> &'static str {
        match self {
            Self::Usable => "none",
            Self::Shown => "connected",
        }
    }
}

/// A browser with its server.
pub(crate) struct Visitor {
    rig: Rig<()>,
    server: Server,
}

/// The page's own observations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Seen {
    first: Option<f64>,
    in_view: f64,
    longest: f64,
    shift: f64,
    overflow: f64,
    resources: Vec<Resource>,
}

impl Visitor {
    /// Opens a browser with a new profile.
    pub(crate) async fn new(server: &Server) -> Self {
        let flags = [
            server.flag.clone(),
            "--window-size=1280,900".to_owned(),
            // The process of the previous page must end.
            "--disable-features=BackForwardCache".to_owned(),
        ];
        let rig = Rig::with_flags(&server.origin, (), &flags).await;
        let digits: String = NUMBER.chars().filter(char::is_ascii_digit).collect();
        let marks = MARKS.replace("{{digits}}", &digits);
        rig.page.at_the_start(&marks).await;
        rig.page.cdp("Performance.enable", json!({})).await;
        server.page(
            REST,
            "<!doctype html><title>Elsewhere</title><link rel=icon href='data:,'>",
        );
        Self {
            rig,
            server: server.clone(),
        }
    }

    /// The browser's name and version.
    pub(crate) async fn version(&self) -> String {
        let version = self.page().cdp("Browser.getVersion", json!({})).await;
        let product = version["product"].as_str().unwrap_or_default();
        product
            .replace("HeadlessChrome/", "Chromium ")
            .replace("Chrome/", "Chromium ")
    }

    pub(crate) fn page(&self) -> &Page {
        &self.rig.page
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Empties the HTTP cache and the code cache.
    pub(crate) async fn forget(&self) {
        self.page()
            .cdp("Network.clearBrowserCache", json!({}))
            .await;
    }

    /// Navigates to `path` from a page of another site.
    pub(crate) async fn go(&self, path: &str, goal: Goal, condition: Condition) {
        let page = self.page();
        let rest = format!("{}{REST}", self.server.elsewhere);
        page.cdp("Page.navigate", json!({ "url": rest })).await;
        page.comes_true(&format!(
            "location.href === {rest:?} && document.readyState === 'complete'"
        ))
        .await;
        condition.begin(page).await;
        self.server.begin(goal == Goal::Shown, condition.thinking());
        page.open(path).await;
    }

    /// Waits until all elements in view have reached the goal, and returns the last time.
    pub(crate) async fn reaches(&self, goal: Goal) -> f64 {
        let what = goal.value();
        self.page()
            .evaluate(&format!("__bench.until({what:?})"))
            .await
    }

    /// Navigates to `path` and measures until the goal is reached.
    pub(crate) async fn visit(&self, path: &str, goal: Goal, condition: Condition) -> Measured {
        self.go(path, goal, condition).await;
        let time = self.reaches(goal).await;
        let work = self.work().await;
        let log = self.server.log();
        let mut seen = self.seen(time).await;
        for resource in &mut seen.resources {
            let request = log.iter().find(|it| resource.name.ends_with(&it.path));
            resource.bytes = request.map_or(0, |it| it.bytes);
        }
        let mut values = BTreeMap::from([(goal.value().to_owned(), time)]);
        values.extend(work.into_values());
        values.extend(seen.values());
        values.extend(self.memory().await);
        Measured {
            values,
            counts: counted(&log),
            resources: seen.resources,
        }
    }

    /// The page's observations up to `end`.
    pub(crate) async fn seen(&self, end: f64) -> Seen {
        self.page().evaluate(&format!("__bench.seen({end})")).await
    }

    /// Work of the page's main thread since the navigation.
    pub(crate) async fn work(&self) -> Work {
        let metrics = self.page().cdp("Performance.getMetrics", json!({})).await;
        let metric = |name: &str| {
            let all = metrics["metrics"].as_array();
            let found = all.and_then(|all| all.iter().find(|it| it["name"] == name));
            let value = found.and_then(|it| it["value"].as_f64());
            value.unwrap_or_else(|| panic!("the browser tells no {name}: {metrics}"))
        };
        Work {
            all: metric("TaskDuration") * 1000.0,
            script: metric("ScriptDuration") * 1000.0,
            layout: (metric("LayoutDuration") + metric("RecalcStyleDuration")) * 1000.0,
        }
    }

    /// Memory after a garbage collection, in bytes: the JavaScript heap, and WebAssembly memories.
    pub(crate) async fn memory(&self) -> [(String, f64); 2] {
        let page = self.page();
        page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": 1 }))
            .await;
        page.cdp("HeapProfiler.collectGarbage", json!({})).await;
        let usage: Value = page.cdp("Runtime.getHeapUsage", json!({})).await;
        let heap = usage["usedSize"]
            .as_f64()
            .expect("the browser tells the heap's size");
        let wasm = page.evaluate("__bench.wasmBytes()").await;
        [("heap".to_owned(), heap), ("wasm memory".to_owned(), wasm)]
    }
}

/// Work of a main thread, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) all: f64,
    script: f64,
    layout: f64,
}

impl Work {
    fn into_values(self) -> [(String, f64); 3] {
        [
            ("main thread".to_owned(), self.all),
            ("script".to_owned(), self.script),
            ("layout and style".to_owned(), self.layout),
        ]
    }
}

impl Seen {
    pub(crate) fn values(&self) -> impl Iterator<Item = (String, f64)> + use<> {
        let named = [
            ("first", self.first),
            ("in view", Some(self.in_view)),
            ("longest task", Some(self.longest)),
            ("layout shift", Some(self.shift)),
            ("overflow", Some(self.overflow)),
        ];
        named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    }
}

/// Measurements of one visit.
pub(crate) struct Measured {
    pub(crate) values: BTreeMap<String, f64>,
    pub(crate) counts: Counts,
    pub(crate) resources: Vec<Resource>,
}

impl Measured {
    /// Turns the measurements into a row.
    pub(crate) fn row(
        self,
        subject: Subject,
        condition: Condition,
        state: &str,
        cache: &str,
        round: usize,
    ) -> Row {
        let mut values = self.values;
        values.insert("load".to_owned(), load());
        Row {
            subject: subject.name().to_owned(),
            condition: condition.name.to_owned(),
            state: state.to_owned(),
            cache: cache.to_owned(),
            round,
            values,
            counts: self.counts,
            resources: self.resources,
        }
    }
}

/// The machine's load average over the last minute.
fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let first = text.split_whitespace().next();
    first.and_then(|it| it.parse().ok()).unwrap_or_default()
}
