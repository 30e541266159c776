//! Entry point of the playground's WebAssembly module.

fn main() {
    #[cfg(target_arch = "wasm32")]
    chakra_playground::start();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!(
        "This is the entry point of a WebAssembly module: build it with `cargo xtask build`."
    );
}
