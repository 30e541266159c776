//! The configuration, from flags, the environment and a TOML file: read once, and validated as a whole before anything
//! starts. All errors are reported together.
//!
//! One [`table`] defines all settings. The flags, variables, keys of the file and the README's table are derived from
//! it.

mod addresses;
mod fault;
mod misspelled;
mod notifications;
mod reader;
mod settings;
mod sources;
pub mod table;
mod tenants;

pub use fault::{Fault, Faults};
pub use misspelled::misspelled;
pub use settings::{Configuration, LogFormat, configuration, database};
pub use sources::{Environment, Place, Sources};
pub use tenants::TenantSource;

#[cfg(test)]
mod readme;
#[cfg(test)]
mod tests;
