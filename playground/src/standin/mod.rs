//! The stand-in for Chakra, made to answer what the developer wants to see.

pub mod outcome;
pub mod scene;

#[cfg(target_arch = "wasm32")]
pub(crate) mod client;
#[cfg(target_arch = "wasm32")]
pub(crate) mod pane;
