//! What the customer sees, drawn with Leptos from one snapshot signal.

mod panel;
mod part;

pub use crate::card::STYLE;
pub use panel::{Panel, PanelProps};
