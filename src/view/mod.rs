//! What the customer sees, drawn with Leptos from one snapshot signal.

mod component;
mod panel;
mod part;

pub use crate::card::STYLE;
pub use component::ChakraConnect;
pub use panel::{Panel, PanelProps};
