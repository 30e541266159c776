//! Emulated networks and processors.

use std::time::Duration;

use chakra_e2e::Page;
use serde_json::json;

use crate::server::THINKING;

/// A network and a processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    /// Bandwidth in kbit/s, and the round trip; unthrottled if absent.
    network: Option<(u32, Duration)>,
    /// Slowdown of the processor.
    pub(crate) slowdown: u32,
}

pub(crate) const A: Condition = Condition {
    name: "A",
    meaning: "unthrottled",
    network: None,
    slowdown: 1,
};
pub(crate) const B: Condition = Condition {
    name: "B",
    meaning: "fast 3G: 1.6 Mbit/s, 150 ms, CPU/4",
    network: Some((1_600, Duration::from_millis(150))),
    slowdown: 4,
};
pub(crate) const C: Condition = Condition {
    name: "C",
    meaning: "4G: 9 Mbit/s, 85 ms, CPU/4",
    network: Some((9_000, Duration::from_millis(85))),
    slowdown: 4,
};
pub(crate) const D: Condition = Condition {
    name: "D",
    meaning: "unthrottled network, CPU/4",
    network: None,
    slowdown: 4,
};

impl Condition {
    /// Response time of the backend and the vendor.
    ///
    /// The emulated latency is a minimum from request to response. It is not added to the server's time, and does not
    /// apply to the document of a frame, so the server adds the round trip.
    pub(crate) fn thinking(&self) -> Duration {
        THINKING + self.round_trip()
    }

    pub(crate) fn round_trip(&self) -> Duration {
        self.network.map_or(Duration::ZERO, |(_, trip)| trip)
    }

    /// Applies the condition to the page.
    pub(crate) async fn begin(&self, page: &Page) {
        let bytes = self
            .network
            .map_or(-1.0, |(rate, _)| f64::from(rate) * 1000.0 / 8.0);
        let network = json!({
            "offline": false,
            "latency": self.round_trip().as_millis(),
            "downloadThroughput": bytes,
            "uploadThroughput": bytes,
        });
        page.cdp("Network.emulateNetworkConditions", network).await;
        let processor = json!({ "rate": self.slowdown });
        page.cdp("Emulation.setCPUThrottlingRate", processor).await;
    }
}
