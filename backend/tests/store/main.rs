//! The included stores, tested against the contract of the port.

mod folder;
mod own_table;
mod postgres;
mod sqlite;
