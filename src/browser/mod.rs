//! The browser part: one adapter for each browser API, without decisions, and the driver that connects them to
//! [`flow`](crate::flow).

pub mod active_element;
mod broadcast;
pub mod card_focus;
mod clock;
pub mod console;
mod detail;
mod driver;
pub mod early;
mod embedder_policy;
mod emit;
mod exchange;
mod fetch;
mod frame_focus;
mod frame_watch;
mod host_function;
mod in_flight;
mod initial_status;
pub mod intl;
mod js;
pub mod language;
mod language_watch;
mod listener;
mod open_attempt;
mod opener;
mod page;
pub mod pointer;
pub mod request_headers;
mod request_key;
mod response;
mod sdk_options;
mod sdk_script;
mod shadow_hosts;
mod sign_in;
mod single_flight;
mod states;
pub mod surroundings;
mod tenant_guard;
mod trusted;
mod vendor_frame;
mod whole_address;

pub use driver::{Driver, Hooks};
pub use language_watch::LanguageWatch;
pub use page::Host;
