//! A stand-in for Chakra's service, for development and tests only: its HTTP API, its `sdk.js`, the iframe that
//! `sdk.js` creates, and a popup that imitates Meta's signup.
//!
//! Nothing here was made or endorsed by Chakra or Meta. What is known of the real service comes from their public
//! documentation and from public integrations. Where this leaves a gap, a comment begins with `GUESS:` and names the
//! fact it relies on, as a section of the notes `chakra-protocol`.

mod api;
mod control;
mod control_guard;
mod cut_body;
mod embed;
mod endpoint;
mod failure;
mod gate;
mod log;
mod number;
mod options;
mod plugin;
mod records;
mod server;
mod serving;
mod settings;
mod signup;
mod team_limit;
mod token;
mod world;

pub use endpoint::Endpoint;
pub use failure::Failure;
pub use log::{Log, RequestRecord};
pub use number::{NumberChange, Sendability};
pub use options::Options;
pub use plugin::PluginChange;
pub use records::NotFound;
pub use server::Sandbox;
pub use settings::{SettingsChange, SettingsError};
pub use signup::{Callback, Outcome, SignupEnd};
pub use team_limit::TeamLimit;
