//! The servers that the page calls: files, backend and vendor, each behind its own port, and each failing as the cell
//! requires.

mod answer;
mod belated;
mod popups;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, KEY, Trouble, calls_with_sdk, sandbox};
use chakra_sandbox::{Outcome, Sandbox, SettingsChange};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::cell::{Place, What};
use crate::door::Door;
use crate::visit::{INTERVAL, PATIENCE};
use crate::wire::Asked;
use belated::Belated;
use popups::Popups;

/// The page in the other tab. No cell's fault affects its requests.
pub(crate) const OTHER_TAB: &str = "/other-tab";
/// The path of the vendor's files on its origin.
const VENDOR: &str = "/whatsapp-partner-connect/v1_0_1/";
const LOGIN: &str = "<!doctype html><html lang=en><title>Sign in</title><form method=post action=/sign-in>\
<input name=email><input type=password name=password></form>";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Page,
    Files,
    Vendor,
}

/// The state that all doors share.
struct Inner {
    faults: Mutex<HashMap<Place, What>>,
    /// Number of times that all faults were healed.
    healed: watch::Sender<u32>,
    /// Seconds that have passed for the page.
    clock: watch::Sender<u64>,
    popups: Popups,
    belated: Belated,
    /// Number of requests that met a fault.
    broken: Mutex<usize>,
    /// Number of requests in progress, and the time of the last response.
    busy: Mutex<(usize, Instant)>,
    tokens: Mutex<Vec<String>>,
    /// Uncaught errors that pages reported as they occurred.
    thrown: Mutex<Vec<String>>,
    page: Mutex<String>,
    app: OnceLock<Router>,
    files: Router,
    vendor: String,
    doors: OnceLock<[Arc<Door>; 3]>,
    client: reqwest::Client,
}

/// The servers of one cell.
pub(crate) struct World {
    inner: Arc<Inner>,
    pub(crate) sandbox: Sandbox,
    doors: [Arc<Door>; 3],
}

impl World {
    pub(crate) async fn new(cdn: &Cdn, client: &reqwest::Client) -> Self {
        let sandbox = sandbox().await;
        // The page's clock runs faster than the stand-in's: seconds of delay would be minutes for the page.
        let change = SettingsChange {
            coexistence_delay_ms: Some(100),
            ..SettingsChange::default()
        };
        sandbox.configure(change).expect("settings are taken");
        let inner = Arc::new(Inner {
            faults: Mutex::default(),
            healed: watch::Sender::new(0),
            clock: watch::Sender::new(0),
            popups: Popups::default(),
            belated: Belated::default(),
            broken: Mutex::default(),
            busy: Mutex::new((0, Instant::now())),
            tokens: Mutex::default(),
            thrown: Mutex::default(),
            page: Mutex::default(),
            app: OnceLock::new(),
            files: cdn.router(),
            vendor: sandbox.embed_url(),
            doors: OnceLock::new(),
            client: client.clone(),
        });
        let door = |origin| {
            let inner = inner.clone();
            Door::new(move |stream| {
                tokio::spawn(inner.clone().take(origin, stream));
            })
        };
        let doors = [
            Arc::new(door(Origin::Page).await),
            Arc::new(door(Origin::Files).await),
            Arc::new(door(Origin::Vendor).await),
        ];
        let sdk = format!("http://127.0.0.1:{}{VENDOR}sdk.js", doors[2].port());
        let app = calls_with_sdk(&sandbox, DemoTenant, &sdk).await;
        let app = Router::new().nest("/api/chakra", app);
        let _first = inner.app.set(app);
        let _first = inner.doors.set(doors.clone());
        Self {
            inner,
            sandbox,
            doors,
        }
    }

    /// Sets the lifetime, in seconds, of the tokens that are created from now on.
    pub(crate) fn tokens_live(&self, seconds: u64) {
        let change = SettingsChange {
            token_lifetime_seconds: i64::try_from(seconds).ok(),
            ..SettingsChange::default()
        };
        self.sandbox.configure(change).expect("valid settings");
    }

    /// The page's origin: same-site with the vendor's frame, so that a driver's click counts for the page too.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.doors[0].port())
    }

    /// The origin of the widget's files.
    pub(crate) fn files(&self) -> String {
        format!("http://127.0.0.1:{}", self.doors[1].port())
    }

    /// Serves this page at every path of its origin that is not the backend's.
    pub(crate) fn serves(&self, html: String) {
        *self.inner.page.lock().expect("nobody panicked") = html;
    }

    /// Breaks a place from now on. If a door still has to deliver its first file, `take` closes it after that one.
    pub(crate) async fn breaks(&self, place: Place, what: What, is_page_there: bool) {
        self.inner
            .faults
            .lock()
            .expect("nobody panicked")
            .insert(place, what);
        if what != What::Refused {
            return;
        }
        if is_page_there || Inner::is_first(Some(place)) {
            self.doors[Inner::origin_of(place) as usize].close().await;
        }
    }

    /// Closes all doors, so that every server refuses connections.
    pub(crate) async fn closes(&self) {
        for door in &self.doors {
            door.close().await;
        }
    }

    /// Heals all faults. Pending requests get their responses now.
    pub(crate) async fn heals(&self) {
        self.inner.faults.lock().expect("nobody panicked").clear();
        for door in &self.doors {
            door.open().await;
        }
        self.inner.healed.send_modify(|times| *times += 1);
    }

    /// Lets this many seconds pass for the page.
    pub(crate) fn passes(&self, seconds: u64) {
        self.inner.clock.send_modify(|now| *now += seconds);
    }

    pub(crate) fn popups(&self) -> &Popups {
        &self.inner.popups
    }

    /// Sets the outcome of all popups, including open ones. With none, they stay open.
    pub(crate) fn popups_end(&self, outcome: Option<Outcome>) {
        self.popups().end(outcome);
    }

    pub(crate) fn belated(&self) -> &Belated {
        &self.inner.belated
    }

    /// Whether no request is in progress, apart from those that are held on purpose.
    pub(crate) fn is_quiet(&self) -> bool {
        let (count, last) = *self.inner.busy.lock().expect("nobody panicked");
        count == 0 && last.elapsed() > Duration::from_millis(40)
    }

    /// Number of requests that met a fault.
    pub(crate) fn times_broken(&self) -> usize {
        *self.inner.broken.lock().expect("nobody panicked")
    }

    /// Waits until the condition holds. No time passes for the page meanwhile.
    pub(crate) async fn until(&self, what: &str, is_so: impl Fn() -> bool) -> Result<(), Trouble> {
        let begun = Instant::now();
        while !is_so() {
            if begun.elapsed() > PATIENCE {
                return Err(Trouble(format!("timed out waiting until {what}")));
            }
            sleep(INTERVAL).await;
        }
        Ok(())
    }

    /// Whether a popup appears if the page opens one.
    pub(crate) fn lets_popups_come(&self) -> bool {
        let faults = self.inner.faults.lock().expect("nobody panicked");
        let what = faults.get(&Place::Popup);
        what.is_none_or(|what| matches!(what, What::Ends(_)))
    }

    /// Texts that must not appear anywhere in a page.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let tokens = self.inner.tokens.lock().expect("nobody panicked");
        tokens.iter().cloned().chain([KEY.to_owned()]).collect()
    }

    pub(crate) fn count_tokens(&self) -> usize {
        self.inner.tokens.lock().expect("nobody panicked").len()
    }

    /// Uncaught errors of all pages, including those that are gone.
    pub(crate) fn thrown(&self) -> Vec<String> {
        self.inner.thrown.lock().expect("nobody panicked").clone()
    }

    /// Number of this customer's plugins, according to the vendor's records.
    pub(crate) fn count_plugins(&self) -> usize {
        let records = self.sandbox.records();
        let plugins = records["plugins"].as_array().map_or(0, Vec::len);
        // One belongs to another customer.
        plugins.saturating_sub(1)
    }

    /// Whether a number is connected, according to the vendor's records.
    pub(crate) fn is_connected(&self) -> bool {
        let records = self.sandbox.records();
        let numbers = records["phoneNumbers"].as_array();
        // One belongs to another customer.
        numbers.is_some_and(|numbers| numbers.len() > 1)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Ends requests that are held.
        self.inner.healed.send_modify(|times| *times += 1);
        self.inner.belated.release();
        self.popups_end(Some(Outcome::Close));
    }
}

impl Inner {
    fn origin_of(place: Place) -> Origin {
        match place {
            Place::Script | Place::Glue | Place::Wasm | Place::Early | Place::Language => {
                Origin::Files
            }
            Place::Sdk | Place::Frame | Place::Session | Place::Popup => Origin::Vendor,
            _ => Origin::Page,
        }
    }

    /// Whether this is the first thing that a page loads from its origin: the page, any of our files, the vendor's
    /// script.
    fn is_first(place: Option<Place>) -> bool {
        place.is_none_or(|place| place == Place::Sdk || Self::origin_of(place) == Origin::Files)
    }

    /// The place that a request belongs to; none if no cell can break it.
    fn place(origin: Origin, asked: &Asked) -> Option<Place> {
        let path = asked.target.split('?').next().unwrap_or_default();
        Some(match origin {
            Origin::Page => match path.strip_prefix("/api/chakra/")? {
                "status" => Place::Status,
                "connect-token" => Place::Token,
                "disconnect" => Place::Disconnect,
                "connect-event" => {
                    let said: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                    if said["phoneNumberId"].is_string() {
                        Place::Choice
                    } else {
                        Place::Event
                    }
                }
                _ => return None,
            },
            Origin::Files => {
                let (stem, kind) = path.rsplit('/').next()?.rsplit_once('.')?;
                match kind {
                    "wasm" => Place::Wasm,
                    "json" => Place::Language,
                    _ if stem.contains("-early-") => Place::Early,
                    _ if stem.contains("failure") => return None,
                    _ if stem.ends_with(concat!("-", env!("CARGO_PKG_VERSION"))) => Place::Script,
                    _ => Place::Glue,
                }
            }
            Origin::Vendor => match path.strip_prefix(VENDOR)? {
                "sdk.js" => Place::Sdk,
                "frame" => Place::Frame,
                "session" => Place::Session,
                "signup" => Place::Popup,
                _ => return None,
            },
        })
    }

    /// Answers the one request of a connection.
    async fn take(self: Arc<Self>, origin: Origin, mut stream: TcpStream) {
        // Browsers open connections in advance, and may never use them.
        let Some(asked) = Asked::read(&mut stream).await else {
            return;
        };
        let busy = Busy::new(&self);
        let place = Self::place(origin, &asked);
        let is_other_tab = asked
            .header("referer")
            .is_some_and(|page| page.ends_with(OTHER_TAB));
        let what = place.filter(|_| !is_other_tab).and_then(|place| {
            let mut faults = self.faults.lock().expect("nobody panicked");
            match faults.get(&place).copied() {
                // Affects only the first request, so that later ones overtake it.
                Some(What::Belated | What::Overtaken) => faults.remove(&place),
                what => what,
            }
        });
        *self.broken.lock().expect("nobody panicked") += usize::from(what.is_some());
        let is_head = asked.method == "HEAD";
        let (answer, manner) = self.answer(origin, &asked, what, busy).await;
        answer.send(stream, manner, is_head).await;
        if matches!(what, Some(What::Belated | What::Overtaken)) {
            self.belated.has_come();
        }
        let is_refusing = |(place, what): (&Place, &What)| {
            *what == What::Refused && Self::origin_of(*place) == origin
        };
        let is_closing = {
            let faults = self.faults.lock().expect("nobody panicked");
            Self::is_first(place) && faults.iter().any(is_refusing)
        };
        if let (true, Some(doors)) = (is_closing, self.doors.get()) {
            doors[origin as usize].close().await;
        }
    }
}

/// Counts a request as in progress until dropped.
struct Busy<'a>(&'a Inner);

impl<'a> Busy<'a> {
    fn new(inner: &'a Inner) -> Self {
        inner.busy.lock().expect("nobody panicked").0 += 1;
        Self(inner)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut busy = self.0.busy.lock().expect("nobody panicked");
        *busy = (busy.0 - 1, Instant::now());
    }
}
