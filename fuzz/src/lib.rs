//! What the fuzz targets check, and what they need of the host tests for it.

pub mod checks;

#[allow(dead_code)] // The stories need more of it.
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/host/world.rs"]
mod world;
