//! The checks of the fuzz targets, and the parts of the host tests that they need.

pub mod checks;

#[allow(dead_code)] // The stories use more of it.
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/host/world.rs"]
mod world;
