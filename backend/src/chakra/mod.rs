//! Chakra's HTTP API as a typed client. What is said here of its answers was seen through public
//! integrations unless marked otherwise; it is read tolerantly for that reason.

mod client;
mod connect_token;
mod envelope;
mod error;
mod key;
mod records;
mod retry_after;

pub(crate) use client::is_loopback;
pub use client::{Client, ClientSetupError, DEFAULT_API_URL, NewPlugin};
pub use connect_token::ConnectToken;
pub use error::ChakraError;
pub use key::{ApiKey, ApiKeyError};
pub use records::{HealthEntity, HealthError, PhoneRecord, PluginRecord, Sending};
