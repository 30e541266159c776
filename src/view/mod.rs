//! What the customer sees, drawn with Leptos from one snapshot signal.

mod component;
mod panel;
mod text;

pub use component::ChakraConnect;
pub use panel::{Panel, PanelProps};

/// The style sheet of the widget's shadow root.
pub const STYLE: &str = include_str!("../../style/widget.css");
