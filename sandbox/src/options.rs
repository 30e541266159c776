//! The options of a stand-in.

use std::fmt;

/// The default key. Long, alphanumeric and without a dot, like the real service's keys.
const DEFAULT_API_KEY: &str = "standin0000000000000000000000000000000key";

/// The options of a [`Sandbox`](crate::Sandbox).
#[derive(Clone, PartialEq, Eq)]
pub struct Options {
    /// The key that the API requires: `Authorization: Bearer <api_key>`.
    pub api_key: String,
    /// The port of the API origin; 0 means any free port.
    pub api_port: u16,
    /// The port of the origin that serves `sdk.js`, the iframe and the popup; 0 means any free port.
    pub embed_port: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            api_key: DEFAULT_API_KEY.to_owned(),
            api_port: 0,
            embed_port: 0,
        }
    }
}

/// Never prints the key.
impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("api_key", &"[redacted]")
            .field("api_port", &self.api_port)
            .field("embed_port", &self.embed_port)
            .finish()
    }
}
