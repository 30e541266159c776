//! The playground: the page on which a partner's developer tries the widget.
//!
//! The widget on it is the shipped module, beside this one. Everything that needs no browser (the options, the
//! snippets, the stand-in's calls, the gallery's cells and the timeline's picture) exists on every target; the rest
//! only on `wasm32`.

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

/// Shows the playground, or the gallery, on the page.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    if address::parameter("gallery").is_some() {
        gallery::page::show();
    } else {
        stage::show();
    }
}
