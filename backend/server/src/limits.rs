//! Limits on a server's connections, and on the time to drain them.

use std::time::Duration;

use chakra_backend::Backend;

/// Limits on connections. The defaults suit a server that is open to the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Number of concurrent connections; 1024 by default. More wait until one is closed. At least one.
    pub connections: u16,
    /// Time limit for the head of a request, and for an idle connection; 10 s by default.
    pub header_time: Duration,
    /// Time limit for the body of a request; 10 s by default.
    pub body_time: Duration,
    /// Time limit for a client that reads nothing of a response; 10 s by default. Like nginx's `send_timeout`, it starts
    /// again with each part that the client takes.
    pub write_time: Duration,
    /// Time for which a stopping server still accepts requests while `/readyz` returns 503; longer than a load balancer
    /// needs to notice. None by default; in the binary 5 s by default, after SIGTERM.
    pub shutdown_delay: Duration,
    /// Time limit for a stopping server to answer pending requests; 15 s by default, longer than a request may take.
    pub drain_time: Duration,
}

impl Limits {
    pub(crate) const CONNECTIONS: u16 = 1024;
    /// Time that the drain gets beyond that of a request.
    pub(crate) const DRAIN_MARGIN: Duration = Duration::from_secs(3);
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: Self::CONNECTIONS,
            header_time: Duration::from_secs(10),
            body_time: Backend::BODY_TIME,
            write_time: Duration::from_secs(10),
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
