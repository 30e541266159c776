//! All states at once, drawn by the widget's own view.

pub mod cells;
mod numbers;

#[cfg(target_arch = "wasm32")]
mod drawing;
#[cfg(target_arch = "wasm32")]
pub(crate) mod page;
