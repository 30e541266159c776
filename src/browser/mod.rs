//! The browser's side: one adapter a browser API, no decisions, and the driver that joins them to
//! [`flow`](crate::flow).

mod clock;
mod driver;
mod emit;
mod fetch;
pub mod intl;
mod js;
pub mod language;
mod listener;
mod opener;
mod page;
mod sdk;
mod share;
mod states;
mod tabs;
mod trusted;

pub use driver::Driver;
pub use page::Host;
