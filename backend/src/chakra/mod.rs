//! Chakra's HTTP API as a typed client. Unless marked otherwise, what is known of its responses was observed in public
//! integrations, so they are parsed leniently.

mod account_record;
mod admission;
mod call_record;
mod client;
mod connect_token;
mod endpoint;
mod envelope;
mod error;
mod key;
mod keys;
mod phone_record;
mod rate_gate;
mod reach;
mod records;
mod response;
mod retry_after;
mod status_word;

pub use crate::outbound::is_loopback;
pub use account_record::AccountRecord;
pub use client::{Client, ClientSetupError, DEFAULT_API_URL, NewPlugin};
pub use connect_token::ConnectToken;
pub use error::ChakraError;
pub use key::{ApiKey, ApiKeyError};
pub use phone_record::{HealthEntity, HealthError, PhoneRecord, Sending};
pub use reach::ListedNumber;
pub use records::PluginRecord;
pub use status_word::{Explanation, Field, Meaning, StatusWord};
