//! Limits on a server's connections, and on the time to drain them.

use std::time::Duration;

use chakra_backend::Backend;

/// Limits on connections. The defaults are for a server that anybody may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Number of connections at once, 1024 unless set; more wait until one is closed. At least one.
    pub connections: u16,
    /// The longest the head of a request may take, and a connection may stay idle; 10 s unless set.
    pub header_time: Duration,
    /// The longest the body of a request may take, 10 s unless set.
    pub body_time: Duration,
    /// Time for which a stopping server still accepts requests, while `/readyz` returns 503: longer than a load
    /// balancer needs to notice. None unless set; 5 s unless set in the binary, after SIGTERM.
    pub shutdown_delay: Duration,
    /// The longest time that a stopping server waits for requests under way, 15 s unless set: longer
    /// than a request may take.
    pub drain_time: Duration,
}

impl Limits {
    pub(crate) const CONNECTIONS: u16 = 1024;
    /// Time that the drain may take beyond that of a request.
    pub(crate) const DRAIN_MARGIN: Duration = Duration::from_secs(3);
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: Self::CONNECTIONS,
            header_time: Duration::from_secs(10),
            body_time: Backend::BODY_TIME,
            shutdown_delay: Duration::ZERO,
            drain_time: Duration::from_secs(15),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_leaves_time_for_the_next() {
        let limits = Limits::default();
        assert!(limits.body_time < Backend::REQUEST_TIME);
        assert!(limits.drain_time >= Backend::REQUEST_TIME + Limits::DRAIN_MARGIN);
    }
}
