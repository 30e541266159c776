//! The widget with which a SaaS product lets its customers connect their own WhatsApp number.
//!
//! [`flow`] decides everything and touches nothing: no browser, no clock, no randomness. [`card`]
//! says what the customer sees of it, in the words of [`text`]. On `wasm32` the crate adds what stands around it: `browser` carries decisions out, `view` draws
//! them with Leptos, `element` makes them a custom element.
//!
//! Embed it as `<chakra-whatsapp-connect backend="/api/chakra">`, or as the Leptos component
//! `ChakraConnect`.

pub use chakra_connect_contract as contract;

pub mod card;
pub mod flow;
pub mod text;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod element;
#[cfg(target_arch = "wasm32")]
mod leptos;
#[cfg(target_arch = "wasm32")]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub use self::leptos::{ChakraConnect, ChakraConnectProps, ChakraConnectRef, JsProp};

/// What each code of a failure means, and what to do: where the `docs` of `chakra-failed` point.
#[cfg(doc)]
#[doc = include_str!("../docs/book/src/troubleshooting.md")]
pub mod troubleshooting {}
