//! Controls the stand-in for Chakra, so that it answers what the developer wants to see.

pub mod outcome;
pub mod plugin;
pub mod scene;

#[cfg(target_arch = "wasm32")]
pub(crate) mod client;
#[cfg(target_arch = "wasm32")]
pub(crate) mod pane;
