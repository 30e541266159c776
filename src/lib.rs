//! A widget that lets the customers of a SaaS product connect their own WhatsApp Business number.
//!
//! Embed it as `<chakra-whatsapp-connect backend="/api/chakra">`, or as the Leptos component
//! `ChakraConnect`.
//!
//! [`flow`] makes every decision, without a browser, a clock or randomness. [`card`] describes what the
//! customer sees, in the texts of [`text`]. On `wasm32` the crate also has `browser`, which carries the
//! decisions out, `view`, which draws the card with Leptos, and `element`, the custom element.

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

/// The meaning of each error code, and how to fix it. The `docs` of `chakra-failed` link here.
#[cfg(doc)]
#[doc = include_str!("../docs/book/src/troubleshooting.md")]
pub mod troubleshooting {}
