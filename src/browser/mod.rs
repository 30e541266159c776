//! The browser's side: one adapter a browser API, no decisions, and the driver that joins them to
//! [`flow`](crate::flow).

mod clock;
mod driver;
mod emit;
mod fetch;
mod js;
mod listener;
mod page;
mod sdk;
mod share;
mod tabs;

pub use driver::Driver;
pub use page::Host;
