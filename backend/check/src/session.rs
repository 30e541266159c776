//! Sends probes and records their results.

use core::time::Duration;
use std::time::{Instant, SystemTime};

use chakra_connect::flow::reply::REPLY_LIMIT;
use chakra_connect::flow::retry_after;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, Response};

use crate::ask::{Ask, Body, Who};
use crate::client::{SetupError, client};
use crate::exchange::{Answer, Exchange, NoAnswer};
use crate::observations::Observations;
use crate::options::Options;
use crate::page::Page;
use crate::probe::{Known, Probe};
use crate::target::Target;

/// Number of requests without a response after which no more are sent.
const SILENCES: usize = 3;

/// Sends probes, one after another by default.
pub(crate) struct Session<'a> {
    target: &'a Target,
    options: &'a Options,
    http: Client,
    pub(crate) known: Known,
    pub(crate) seen: Observations<'a>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(target: &'a Target, options: &'a Options) -> Result<Self, SetupError> {
        Ok(Self {
            target,
            options,
            http: client(target)?,
            known: Known::default(),
            seen: Observations::new(target, options),
        })
    }

    /// Sends a probe.
    pub(crate) async fn send(&mut self, probe: Probe) -> &Exchange {
        let exchange = self.exchange(probe).await;
        self.seen.record(exchange)
    }

    /// Sends these probes.
    pub(crate) async fn send_all(&mut self, probes: impl IntoIterator<Item = Probe>) {
        for probe in probes {
            self.send(probe).await;
        }
    }

    /// Sends these probes concurrently.
    pub(crate) async fn send_at_once(&mut self, probes: impl Iterator<Item = Probe>) {
        let sent = probes.map(|probe| self.exchange(probe));
        let all = futures_util::future::join_all(sent).await;
        for exchange in all {
            self.seen.record(exchange);
        }
    }

    async fn exchange(&self, probe: Probe) -> Exchange {
        let ask = probe.ask(&self.known);
        let mut exchange = self.exchange_once(probe, &ask).await;
        // A quota of the backend says nothing about how it handles the request.
        if let Some(wait) = wait_of(&exchange)
            && wait <= self.options.longest_wait
        {
            tokio::time::sleep(wait).await;
            exchange = self.exchange_once(probe, &ask).await;
        }
        exchange
    }

    async fn exchange_once(&self, probe: Probe, ask: &Ask) -> Exchange {
        let (sent, begun) = (SystemTime::now(), Instant::now());
        let outcome = if self.seen.silences() >= SILENCES {
            Err(NoAnswer::GivenUp)
        } else {
            let answer = tokio::time::timeout(self.options.reply_time, self.answer(ask));
            answer.await.unwrap_or(Err(NoAnswer::Late))
        };
        Exchange {
            probe,
            call: ask.call,
            method: ask.method.clone(),
            sent,
            took: begun.elapsed(),
            outcome,
        }
    }

    async fn answer(&self, ask: &Ask) -> Result<Answer, NoAnswer> {
        let url = self.target.address(ask.call);
        let path = url.path().to_owned();
        let request = self.http.request(ask.method.clone(), url);
        let request = request.headers(self.headers(ask));
        let request = match &ask.body {
            Body::None => request,
            Body::Json(body) => request.body(body.to_string()),
            Body::Text { text, .. } => request.body(text.clone()),
        };
        let response = request.send().await.map_err(|_| NoAnswer::Unreachable)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let redirected = response.url().path() != path;
        Ok(Answer {
            status,
            headers,
            body: body(response).await?,
            redirected,
        })
    }

    fn headers(&self, ask: &Ask) -> HeaderMap {
        let mut headers = ask.page.headers(&ask.method, self.target);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        match &ask.body {
            Body::None => {}
            Body::Json(_) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
            Body::Text { content_type, .. } => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            }
        }
        if ask.is_preflight {
            let name = HeaderName::from_static("access-control-request-method");
            headers.insert(name, HeaderValue::from_static("POST"));
            let name = HeaderName::from_static("access-control-request-headers");
            headers.insert(name, HeaderValue::from_static("content-type"));
        }
        let session = match (ask.who, ask.page) {
            (Who::Nobody, _) => HeaderMap::new(),
            (Who::Tenant, Page::Own) => self.target.session().clone(),
            (Who::Tenant, Page::None | Page::Other(_)) => self.target.ambient(),
            (Who::OtherTenant, _) => self.target.other_session().cloned().unwrap_or_default(),
        };
        headers.extend(session);
        headers
    }
}

/// The body, up to the size that the widget accepts.
async fn body(mut response: Response) -> Result<String, NoAnswer> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| NoAnswer::Unreachable)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > REPLY_LIMIT {
            return Err(NoAnswer::TooLarge);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The wait that a backend requests with a 429.
fn wait_of(exchange: &Exchange) -> Option<Duration> {
    let answer = exchange.answer().filter(|answer| answer.status == 429)?;
    let date = answer.header(&DATE);
    retry_after::in_header(answer.header(&RETRY_AFTER)?, date)
}
