//! The backend of the widget as a standalone server: listens, limits connections, serves files, and shuts down
//! gracefully.
//!
//! The binary `chakra-backend` adds a command line. Partners with their own axum app mount [`chakra_backend::Backend`]
//! instead, and compile none of this.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod bindings_csv;
pub mod command_line;
pub mod configuration;
pub mod doctor;
pub mod health;
pub mod metrics_endpoint;
pub mod stored_bindings;

mod connections;
mod database;
mod limits;
mod server;
mod settings;
mod static_files;
mod unread_body;

pub use database::Database;
pub use limits::Limits;
pub use server::{Server, ServerEnded, StartError};
pub use settings::Settings;
