//! The widget's decisions, pure: no browser, no clock, no randomness.
//!
//! # The contract
//! [`Machine::handle`] takes in what happened and the instant it happened at. After each call,
//! drain [`Machine::poll_output`] until it gives `None`, carry the outputs out, and set one timer
//! for [`Machine::next_deadline`]; when it fires, send [`Input::Page`] and then [`Input::Tick`].
//! [`Machine::snapshot`] is what to show.
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
//! [`Machine`] routes to parts that own their fields: the status poller, the token keeper, the vendor's
//! frame, the attempt. Each says what has come due (`poll`) and when something will (`deadline`).

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
