//! The playground: the page where a partner's developer tries the widget.
//!
//! The widget on it is the shipped module, beside this one. What can be told without a browser, the
//! options, the snippets, what the stand-in is asked, the gallery's cells and the timeline's picture,
//! is told on every target; the rest exists on `wasm32` only.

pub mod options;
pub mod snippet;
pub mod standin;
pub mod timeline;

pub mod gallery;

#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod controls;
#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(target_arch = "wasm32")]
mod snippet_pane;
#[cfg(target_arch = "wasm32")]
mod stage;

/// Puts the playground, or the gallery, on the page.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    if address::parameter("gallery").is_some() {
        gallery::page::show();
    } else {
        stage::show();
    }
}
