//! Entry point of the WebAssembly module: defines `<chakra-whatsapp-connect>`.

fn main() {
    #[cfg(target_arch = "wasm32")]
    chakra_connect::element::define(chakra_connect::element::TAG);
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!(
        "This is the entry point of a WebAssembly module: build it with `cargo xtask build`."
    );
}
