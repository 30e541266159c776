//! The stores in the box, held to the contract of the port.

mod folder;
mod own_table;
mod postgres;
mod sqlite;
