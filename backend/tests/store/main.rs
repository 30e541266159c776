//! The stores in the box, held to the contract of the port.

mod folder;
#[cfg(unix)]
mod postgres;
mod sqlite;
