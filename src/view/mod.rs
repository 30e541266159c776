//! What the customer sees, drawn with Leptos from one snapshot signal.

mod component;
mod panel;
mod part;

pub use component::ChakraConnect;
pub use panel::{Panel, PanelProps};

/// The style sheet of the widget's shadow root.
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/widget.css"));
