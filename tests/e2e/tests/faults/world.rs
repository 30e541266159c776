//! What the page talks to: the files, the backend and the vendor, each behind a door of its own, and all of
//! them as broken as the cell wants them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, KEY, calls_with_sdk, sandbox};
use chakra_sandbox::{Outcome, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::cell::{After, Place, What};
use crate::door::Door;
use crate::wire::{Answer, Asked, Manner};

/// Where the vendor's files are below its origin.
const VENDOR: &str = "/whatsapp-partner-connect/v1_0_1/";
const LOGIN: &str = "<!doctype html><html lang=en><title>Sign in</title><form method=post action=/sign-in>\
<input name=email><input type=password name=password></form>";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Page,
    Files,
    Vendor,
}

/// What the doors share.
struct Inner {
    faults: Mutex<HashMap<Place, What>>,
    /// How often all was made well.
    healed: watch::Sender<u32>,
    /// Seconds that have gone by for the page.
    clock: watch::Sender<u64>,
    /// How the popup ends; it stays open while this is none.
    popup: watch::Sender<Option<Outcome>>,
    /// How often something broken was asked for.
    broken: Mutex<usize>,
    /// Requests that are being answered, and when the last answer went out.
    busy: Mutex<(usize, Instant)>,
    tokens: Mutex<Vec<String>>,
    page: Mutex<String>,
    app: OnceLock<Router>,
    files: Router,
    vendor: String,
    doors: OnceLock<[Arc<Door>; 3]>,
    client: reqwest::Client,
}

/// A world of a cell's own.
pub(crate) struct World {
    inner: Arc<Inner>,
    pub(crate) sandbox: Sandbox,
    doors: [Arc<Door>; 3],
}

impl World {
    pub(crate) async fn new(cdn: &Cdn, client: &reqwest::Client) -> Self {
        let sandbox = sandbox().await;
        let inner = Arc::new(Inner {
            faults: Mutex::default(),
            healed: watch::Sender::new(0),
            clock: watch::Sender::new(0),
            popup: watch::Sender::new(None),
            broken: Mutex::default(),
            busy: Mutex::new((0, Instant::now())),
            tokens: Mutex::default(),
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

    /// The page's origin; on the site of the vendor's frame, where a driver's click is one for the page, too.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.doors[0].port())
    }

    /// The origin of the widget's files.
    pub(crate) fn files(&self) -> String {
        format!("http://127.0.0.1:{}", self.doors[1].port())
    }

    /// Serves this page at every address of its origin that is none of the backend's.
    pub(crate) fn serves(&self, html: String) {
        *self.inner.page.lock().expect("nobody panicked") = html;
    }

    /// Breaks a place from now on. A door that is closed once the page has come is closed by the page's own
    /// coming; see `take`.
    pub(crate) async fn breaks(&self, place: Place, what: What, is_page_there: bool) {
        self.inner
            .faults
            .lock()
            .expect("nobody panicked")
            .insert(place, what);
        if what != What::Refused {
            return;
        }
        match Inner::origin_of(place) {
            Origin::Page if !is_page_there => {}
            origin => self.doors[origin as usize].close().await,
        }
    }

    /// Nobody can be reached.
    pub(crate) async fn closes(&self) {
        for door in &self.doors {
            door.close().await;
        }
    }

    /// All is well again. Who still waits for an answer gets it now.
    pub(crate) async fn heals(&self) {
        self.inner.faults.lock().expect("nobody panicked").clear();
        for door in &self.doors {
            door.open().await;
        }
        self.inner.healed.send_modify(|times| *times += 1);
    }

    /// So many seconds have gone by for the page.
    pub(crate) fn passes(&self, seconds: u64) {
        self.inner.clock.send_modify(|now| *now += seconds);
    }

    /// How the popups end, those that are open, too; they stay where it is none.
    pub(crate) fn popups_end(&self, outcome: Option<Outcome>) {
        self.inner.popup.send_replace(outcome);
    }

    /// Whether nobody is waiting for an answer, but for those that are kept waiting.
    pub(crate) fn is_quiet(&self) -> bool {
        let (count, last) = *self.inner.busy.lock().expect("nobody panicked");
        count == 0 && last.elapsed() > Duration::from_millis(40)
    }

    /// How often something broken was asked for.
    pub(crate) fn times_broken(&self) -> usize {
        *self.inner.broken.lock().expect("nobody panicked")
    }

    /// What must not be found anywhere in a page.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let tokens = self.inner.tokens.lock().expect("nobody panicked");
        tokens.iter().cloned().chain([KEY.to_owned()]).collect()
    }

    /// Whether a number is connected, as the vendor's records have it.
    pub(crate) fn is_connected(&self) -> bool {
        let records = self.sandbox.records();
        let numbers = records["phoneNumbers"].as_array();
        // One is another customer's.
        numbers.is_some_and(|numbers| numbers.len() > 1)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Ends what is kept waiting.
        self.inner.healed.send_modify(|times| *times += 1);
        self.inner.popup.send_replace(Some(Outcome::Close));
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

    /// What is asked for, if it is something that can be broken.
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
            Origin::Files => match path.rsplit('/').next()? {
                name if name.ends_with(".wasm") => Place::Wasm,
                name if name.ends_with(".json") => Place::Language,
                name if name.contains("-early-") => Place::Early,
                name if name.contains("failure") => return None,
                name if name.ends_with(&format!("-{}.js", env!("CARGO_PKG_VERSION"))) => {
                    Place::Script
                }
                _ => Place::Glue,
            },
            Origin::Vendor => match path.strip_prefix(VENDOR)? {
                "sdk.js" => Place::Sdk,
                "frame" => Place::Frame,
                "session" => Place::Session,
                "signup" => Place::Popup,
                _ => return None,
            },
        })
    }

    /// Answers one connection's one request.
    async fn take(self: Arc<Self>, origin: Origin, mut stream: TcpStream) {
        // Browsers open connections ahead, which nobody ever uses.
        let Some(asked) = Asked::read(&mut stream).await else {
            return;
        };
        let busy = Busy::new(&self);
        let place = Self::place(origin, &asked);
        let what = place.and_then(|place| {
            let faults = self.faults.lock().expect("nobody panicked");
            faults.get(&place).copied()
        });
        *self.broken.lock().expect("nobody panicked") += usize::from(what.is_some());
        let is_head = asked.method == "HEAD";
        let (answer, manner) = self.answer(origin, &asked, what, busy).await;
        answer.send(stream, manner, is_head).await;
        let is_page = origin == Origin::Page && place.is_none();
        let is_refusing = |(place, what): (&Place, &What)| {
            *what == What::Refused && Self::origin_of(*place) == Origin::Page
        };
        let is_closing = {
            let faults = self.faults.lock().expect("nobody panicked");
            is_page && faults.iter().any(is_refusing)
        };
        if let (true, Some([door, ..])) = (is_closing, self.doors.get()) {
            door.close().await;
        }
    }

    async fn answer(
        &self,
        origin: Origin,
        asked: &Asked,
        what: Option<What>,
        busy: Busy<'_>,
    ) -> (Answer, Manner) {
        let Some(what) = what else {
            return (self.well(origin, asked, busy).await, Manner::Whole);
        };
        let json = |status, text: &str| Answer::new(status, "application/json", text);
        let manner = match what {
            What::Reset | What::Lost => Manner::Reset,
            What::ResetMidway => Manner::ResetMidway,
            What::Truncated => Manner::Truncated,
            What::Drip => Manner::Drip,
            _ => Manner::Whole,
        };
        let spoiled = match what {
            What::Never => {
                drop(busy);
                let mut healed = self.healed.subscribe();
                let _gone = healed.changed().await;
                return (self.well(origin, asked, Busy::new(self)).await, manner);
            }
            What::Slow(seconds) => {
                drop(busy);
                let mut clock = self.clock.subscribe();
                let until = *clock.borrow() + seconds;
                drop(clock.wait_for(|now| *now >= until).await);
                return (self.well(origin, asked, Busy::new(self)).await, manner);
            }
            // Nobody has read it.
            What::Reset => Answer::new(200, "text/plain", ""),
            What::Drip => {
                let well = self.well(origin, asked, busy).await;
                return (well, manner);
            }
            What::Code(status) => json(
                status,
                r#"{"code":"broken","title":"As the test wants it"}"#,
            ),
            What::Login(status) => Answer::new(status, "text/html", LOGIN),
            What::LoginHere => Answer::new(302, "text/html", "").with("location", "/sign-in"),
            What::LoginElsewhere => {
                let port = self.doors.get().map_or(0, |doors| doors[2].port());
                let location = format!("http://127.0.0.1:{port}/sign-in");
                Answer::new(302, "text/html", "").with("location", location)
            }
            What::SlowDown(after) => slow_down(after),
            What::HalfJson => json(200, r#"{"state": "not_conn"#),
            What::OtherJson => json(200, r#"[{"kind": "weather"}]"#),
            What::Html => Answer::new(
                200,
                "text/html",
                "<!doctype html><title>Home</title><p>Welcome",
            ),
            What::Empty => json(200, ""),
            What::Huge => json(200, &format!("\"{}\"", "x".repeat(5_000_000))),
            What::Old => json(
                200,
                r#"{"state":"not_connected","numbers":[],"checkedAt":"2020-01-01T00:00:00Z"}"#,
            ),
            What::Nothing => Answer::new(200, "text/javascript", ";"),
            What::Throws => Answer::new(200, "text/javascript", "throw new Error('broken');"),
            _ => Self::spoil(what, self.well(origin, asked, busy).await),
        };
        let answer = match origin {
            Origin::Page => spoiled,
            Origin::Files | Origin::Vendor => spoiled.with("access-control-allow-origin", "*"),
        };
        (answer, manner)
    }

    /// What is right, but for this.
    fn spoil(what: What, mut well: Answer) -> Answer {
        let text = String::from_utf8_lossy(&well.body).into_owned();
        match what {
            What::WrongType => well.with("content-type", "text/plain"),
            What::Utf16 => {
                well.body = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                well.with("content-type", "application/json; charset=utf-16le")
            }
            What::WrongCharset => well.with("content-type", "application/json; charset=utf-16le"),
            What::Twice => {
                well.body = text.repeat(2).into_bytes();
                well
            }
            What::Corrupted => {
                if let Some(first) = well.body.first_mut() {
                    *first ^= 1;
                }
                well
            }
            What::Blocked => {
                let blocker = include_str!("blocker.js");
                well.body = format!("{blocker}\n{text}").into_bytes();
                well
            }
            _ => well,
        }
    }

    /// The right answer.
    async fn well(&self, origin: Origin, asked: &Asked, busy: Busy<'_>) -> Answer {
        let path = asked.target.split('?').next().unwrap_or_default();
        match origin {
            Origin::Files => self.routed(self.files.clone(), asked).await,
            Origin::Page if path.starts_with("/api/") => {
                let app = self.app.get().expect("it is set before a page is opened");
                let answer = self.routed(app.clone(), asked).await;
                let said = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
                if let Some(token) = said["connectToken"].as_str() {
                    let mut tokens = self.tokens.lock().expect("nobody panicked");
                    tokens.push(token.to_owned());
                }
                answer
            }
            Origin::Page if path == "/sign-in" => Answer::new(200, "text/html", LOGIN),
            Origin::Page if path == "/elsewhere" => {
                Answer::new(200, "text/html", "<!doctype html><title>Elsewhere</title>")
            }
            Origin::Page => {
                let html = self.page.lock().expect("nobody panicked").clone();
                Answer::new(200, "text/html; charset=utf-8", html)
            }
            Origin::Vendor if path == "/sign-in" => Answer::new(200, "text/html", LOGIN),
            // The browser's blocker, as it were: see `blocker.js`.
            Origin::Vendor if path.ends_with("/is-blocked") => {
                let faults = self.faults.lock().expect("nobody panicked");
                let is_blocked = faults.get(&Place::Popup) == Some(&What::Blocked);
                Answer::new(200, "text/plain", if is_blocked { "yes" } else { "no" })
            }
            Origin::Vendor if path.ends_with("/frame.js") => {
                let well = self.proxied(asked).await;
                Self::spoil(What::Blocked, well)
            }
            Origin::Vendor if asked.method == "GET" && path.ends_with("/outcome") => {
                drop(busy);
                let mut popup = self.popup.subscribe();
                let outcome = popup.wait_for(Option::is_some).await;
                let outcome = outcome.ok().and_then(|outcome| *outcome);
                let said = json!({ "signupEnd": outcome, "momentMs": 50 });
                Answer::new(200, "application/json", said.to_string())
            }
            Origin::Vendor => self.proxied(asked).await,
        }
    }

    async fn routed(&self, router: Router, asked: &Asked) -> Answer {
        let response = router.oneshot(asked.request()).await;
        Answer::of(response.expect("a router answers")).await
    }

    async fn proxied(&self, asked: &Asked) -> Answer {
        let url = format!("{}{}", self.vendor, asked.target);
        let request = if asked.method == "POST" {
            self.client.post(url).body(asked.body.clone())
        } else {
            self.client.get(url)
        };
        // It is gone where the cell is over.
        let Ok(response) = request.send().await else {
            return Answer::new(502, "text/plain", "");
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        let mime = header("content-type").unwrap_or("text/plain").to_owned();
        let policy = header("content-security-policy").map(str::to_owned);
        let body = response.bytes().await.unwrap_or_default();
        let answer = Answer::new(status, &mime, body).with("cache-control", "no-store");
        match policy {
            Some(policy) => answer.with("content-security-policy", policy),
            None => answer,
        }
    }
}

/// Counts a request as being answered, until dropped.
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

fn slow_down(after: After) -> Answer {
    let body = match after {
        After::Milliseconds(wait) => json!({ "code": "slow_down", "retryAfterMs": wait }),
        _ => json!({ "code": "slow_down" }),
    };
    let answer = Answer::new(429, "application/json", body.to_string());
    match after {
        After::Seconds(seconds) => answer.with("retry-after", seconds),
        After::Date(seconds) => {
            let offset = Duration::from_secs(seconds.unsigned_abs());
            let now = SystemTime::now();
            let then = if seconds < 0 {
                now - offset
            } else {
                now + offset
            };
            answer.with("retry-after", httpdate::fmt_http_date(then))
        }
        After::Unsaid | After::Milliseconds(_) => answer,
    }
}
