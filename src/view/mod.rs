//! The widget's view, drawn with Leptos from one snapshot signal.

mod leaf_text;
mod panel;

pub use crate::card::STYLE;
pub use panel::{Panel, PanelProps};
