//! Responses: the right one, or the one that the cell requires instead.

use std::time::{Duration, SystemTime};

use axum::Router;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Busy, Inner, LOGIN, Origin};
use crate::cell::{After, Place, What};
use crate::wire::{Answer, Asked, Manner};

impl Inner {
    pub(super) async fn answer(
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
            // Despite the closed port, a request may arrive on a connection that the browser had opened in advance.
            What::Refused | What::Reset | What::Lost => Manner::Reset,
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
                // The page has given up this call: it must not be carried out without the customer knowing.
                let place = Self::place(origin, asked);
                if matches!(
                    place,
                    Some(Place::Disconnect | Place::Choice | Place::Event)
                ) {
                    return (Answer::new(200, "text/plain", ""), Manner::Reset);
                }
                return (self.well(origin, asked, Busy::new(self)).await, manner);
            }
            What::Belated => {
                let well = self.well(origin, asked, busy).await;
                self.belated.waits().await;
                return (well, manner);
            }
            What::Overtaken => {
                drop(busy);
                self.belated.waits().await;
                return (self.well(origin, asked, Busy::new(self)).await, manner);
            }
            What::Slow(seconds) => {
                drop(busy);
                let mut clock = self.clock.subscribe();
                let until = *clock.borrow() + seconds;
                drop(clock.wait_for(|now| *now >= until).await);
                return (self.well(origin, asked, Busy::new(self)).await, manner);
            }
            // Never read.
            What::Refused | What::Reset => Answer::new(200, "text/plain", ""),
            What::Drip => {
                let well = self.well(origin, asked, busy).await;
                return (well, manner);
            }
            What::Code(status) => json(
                status,
                r#"{"code":"broken","title":"Injected by the test"}"#,
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

    /// The right response with one thing changed.
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
                let blocker = include_str!("../blocker.js");
                well.body = format!("{blocker}\n{text}").into_bytes();
                well
            }
            _ => well,
        }
    }

    /// The right response.
    async fn well(&self, origin: Origin, asked: &Asked, busy: Busy<'_>) -> Answer {
        let path = asked.target.split('?').next().unwrap_or_default();
        match origin {
            Origin::Files => self.routed(self.files.clone(), asked).await,
            Origin::Page if path.starts_with("/api/") => {
                let app = self
                    .app
                    .get()
                    .expect("the router is set before a page opens");
                let answer = self.routed(app.clone(), asked).await;
                let said = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
                if let Some(token) = said["connectToken"].as_str() {
                    let mut tokens = self.tokens.lock().expect("nobody panicked");
                    tokens.push(token.to_owned());
                }
                answer
            }
            Origin::Page | Origin::Vendor if path == "/sign-in" => {
                Answer::new(200, "text/html", LOGIN)
            }
            Origin::Page if path == "/elsewhere" => {
                Answer::new(200, "text/html", "<!doctype html><title>Elsewhere</title>")
            }
            Origin::Page if path == "/thrown" => {
                let text = String::from_utf8_lossy(&asked.body).into_owned();
                let mut thrown = self.thrown.lock().expect("nobody panicked");
                thrown.push(text);
                Answer::new(204, "text/plain", "")
            }
            Origin::Page => {
                let html = self.page.lock().expect("nobody panicked").clone();
                Answer::new(200, "text/html; charset=utf-8", html)
            }
            // Stands for the browser's popup blocker; see `blocker.js`.
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
                let outcome = self.popups.next_ends().await;
                let said = json!({ "signupEnd": outcome, "momentMs": 50 });
                Answer::new(200, "application/json", said.to_string())
            }
            Origin::Vendor => self.proxied(asked).await,
        }
    }

    async fn routed(&self, router: Router, asked: &Asked) -> Answer {
        let response = router.oneshot(asked.request()).await;
        Answer::of(response.expect("a router never fails")).await
    }

    async fn proxied(&self, asked: &Asked) -> Answer {
        let url = format!("{}{}", self.vendor, asked.target);
        let request = if asked.method == "POST" {
            self.client.post(url).body(asked.body.clone())
        } else {
            self.client.get(url)
        };
        // The stand-in has stopped if the cell is over.
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
