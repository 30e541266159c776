//! The timeline: an attempt in the widget's `debug` output, as a picture for a bug report.
//!
//! Lines become facts, facts get positions, and positions become SVG nodes, all without a browser. The page draws the
//! nodes, and the saved file is the same nodes as text.

pub mod colours;
pub mod fact;
pub mod layout;
pub mod line;
pub mod node;
pub mod picture;
pub mod recording;
pub mod scale;

#[cfg(target_arch = "wasm32")]
mod drawing;
#[cfg(target_arch = "wasm32")]
pub(crate) mod pane;
