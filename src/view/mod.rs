//! The widget's view, drawn with Leptos from one snapshot signal.

mod panel;

pub use crate::card::STYLE;
pub use panel::{Panel, PanelProps};
