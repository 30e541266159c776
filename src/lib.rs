//! The widget with which a SaaS product lets its customers connect their own WhatsApp number.
//!
//! [`flow`] decides everything and touches nothing: no browser, no clock, no randomness. On
//! `wasm32` the crate adds what stands around it: `browser` carries decisions out, `view` draws
//! them with Leptos, `element` makes them a custom element.
//!
//! Embed it as `<chakra-whatsapp-connect backend="/api/chakra">`, or as the Leptos component
//! `ChakraConnect`.

pub mod flow;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod element;
#[cfg(target_arch = "wasm32")]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub use view::ChakraConnect;
