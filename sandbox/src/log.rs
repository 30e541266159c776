//! The requests to the stand-in, for tests that count them. Stores no header, query or body, so it contains neither the
//! key nor a token.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::endpoint::Endpoint;

/// Maximum number of stored requests. The counts continue beyond it.
const KEPT_REQUESTS: usize = 1000;

/// One request, in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    #[serde(skip)]
    serial: u64,
    /// The endpoint of the request.
    pub endpoint: Endpoint,
    /// The HTTP method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The status of the response; `None` while it is pending, or if the client went away.
    pub status: Option<u16>,
}

/// The requests since the stand-in started or was reset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    /// Number of connect tokens created.
    pub tokens_minted: u64,
    /// Requests for each endpoint, with any result. Endpoints without requests are absent.
    pub counts: BTreeMap<Endpoint, u64>,
    /// The last thousand requests.
    pub requests: VecDeque<RequestRecord>,
    #[serde(skip)]
    next_serial: u64,
}

impl Log {
    /// Number of requests to an endpoint.
    #[must_use]
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.counts.get(&endpoint).copied().unwrap_or(0)
    }

    /// Records a request on arrival. [`Log::answered`] adds the response's status later.
    pub(crate) fn arrived(&mut self, endpoint: Endpoint, method: &str, path: &str) -> u64 {
        let serial = self.next_serial;
        self.next_serial += 1;
        *self.counts.entry(endpoint).or_default() += 1;
        if self.requests.len() == KEPT_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(RequestRecord {
            serial,
            endpoint,
            method: method.to_owned(),
            path: path.to_owned(),
            status: None,
        });
        serial
    }

    pub(crate) fn answered(&mut self, serial: u64, status: u16) {
        if let Some(request) = self.requests.iter_mut().find(|it| it.serial == serial) {
            request.status = Some(status);
        }
    }

    /// Clears everything except the serials, so that a response to a request from before the reset is not assigned to a
    /// later one.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            next_serial: self.next_serial,
            ..Self::default()
        };
    }
}
