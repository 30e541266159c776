//! The widget's decisions as pure code: no browser, no clock, no randomness.
//!
//! # The contract
//! [`Machine::handle`] takes an input and the instant at which it happened. After each call:
//!
//! 1. Drain [`Machine::poll_output`] until it returns `None`, and carry out the outputs.
//! 2. Set one timer for [`Machine::next_deadline`]. When it fires, send [`Input::Page`], then [`Input::Tick`].
//! 3. Show [`Machine::snapshot`].
//!
//! # Customer journey
//! ```text
//!                  ┌────────────── nothing connected ──────────────┐
//!  Start ─► Checking ─► Offering ─► Connecting ─► Confirming ─► Settled ─► Acting ─► Checking
//!              │          ▲  ▲         │              │           ▲          │
//!              │          │  └─────────┴── no success ┘           └──────────┘
//!              ▼          └── late success is still accepted
//!         Unavailable ─► Checking, on a click; quietly, when the customer is back
//! ```
//!
//! # Parts
//! [`Machine`] routes inputs to parts that own their fields: the status poller, the token keeper, the vendor's
//! frame, the attempt. For each part, `poll` returns the work that is due, and `deadline` the time of the next.

#![deny(clippy::arithmetic_side_effects)]

mod action;
pub mod address;
mod attempt;
pub mod backoff;
mod calls;
pub mod charset;
pub mod config;
mod context;
mod envelope;
pub mod error;
pub(crate) mod find;
pub mod io;
mod json;
pub mod limits;
mod machine;
pub mod opener_policy;
pub mod refusal;
pub mod reply;
mod request;
pub mod retry_after;
pub mod snapshot;
pub mod status;
pub mod tenant;
pub mod time;
pub mod timestamp;
pub mod token;
pub mod trace;
pub mod vendor;

pub use io::{Event, Input, Output};
pub use machine::Machine;
pub use snapshot::{Snapshot, State};
