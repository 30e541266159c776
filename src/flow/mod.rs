//! The widget's decisions, pure: no browser, no clock, no randomness.
//!
//! # The contract
//! [`Machine::handle`] takes in what happened and the instant it happened at. After each call,
//! drain [`Machine::poll_output`] until it gives `None`, carry the outputs out, and set one timer
//! for [`Machine::next_deadline`]; when it fires, send [`Input::Page`] and then [`Input::Tick`].
//! [`Machine::snapshot`] is what to show.
//!
//! # The way of a customer
//! ```text
//!                  ┌────────────── nothing connected ──────────────┐
//!  Start ─► Looking ─► Offering ─► Connecting ─► Confirming ─► Settled ─► Disconnecting ─► Looking
//!              │          ▲  ▲         │              │           ▲  │
//!              │          │  └─────────┴── no success ┘           │  └─► Choosing ─► Settled
//!              ▼          └── late success is still accepted ─────┘
//!         Unavailable ─► Looking, on a click or when the network is back
//! ```

pub mod answer;
pub mod backoff;
pub mod config;
pub mod error;
pub mod http_date;
pub mod io;
mod json;
mod machine;
pub mod opener_policy;
pub mod retry_after;
pub mod snapshot;
pub mod status;
pub mod time;
pub mod timer;
pub mod token;
pub mod vendor;
pub(crate) mod words;

pub use io::{Event, Input, Output};
pub use machine::{Machine, VENDOR_TIME};
pub use snapshot::{Snapshot, State};
