//! The settings of a check.

use core::fmt;
use core::time::Duration;

/// The settings of a check.
#[derive(Clone)]
pub struct Options {
    /// Whether to connect the tenant and disconnect it again. This happens only if the status says that nothing is
    /// connected.
    pub changes: bool,
    /// Longest wait for a response; 15 s by default, the same as the widget's.
    pub reply_time: Duration,
    /// The longest `Retry-After` of a 429 that the check waits for, once per request; 30 s by default.
    pub longest_wait: Duration,
    /// Texts that no response may contain, for example the key of Chakra's API.
    pub secrets: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            changes: false,
            reply_time: chakra_connect::flow::limits::REPLY_TIME,
            longest_wait: Duration::from_secs(30),
            secrets: Vec::new(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("changes", &self.changes)
            .field("reply_time", &self.reply_time)
            .field("longest_wait", &self.longest_wait)
            .field("secrets", &self.secrets.len())
            .finish()
    }
}
