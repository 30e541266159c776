//! Error codes from before the widget runs: its WebAssembly does not load.
//!
//! The loader before the WebAssembly reports them. The WebAssembly itself never does, and does not contain this table.

use super::codes;

/// The customer's text if no better one is available: the loader contains only this sentence; the others are part of
/// the failure card.
const NOT_LOADED: &str =
    "This could not be loaded. Please check your connection or ad blocker, then try again.";

codes! {
    /// The stable code of a failure to load. Codes are never renamed, only added.
    LoadCode {
        WasmLoadFailed = "wasm_load_failed", Customer, NOT_LOADED,
            "A file of the widget did not load: blocked (an ad blocker, `script-src` or `connect-src` of the page's policy, CORS), or missing at that address.";
        WasmIntegrityMismatch = "wasm_integrity_mismatch", Customer, NOT_LOADED,
            "A file of the widget differs from the released one. Serve all files of one version together, unchanged by proxies or minifiers.";
        WasmWrongMime = "wasm_wrong_mime", Customer, NOT_LOADED,
            "The server sent something else instead of a file of the widget, usually an HTML page. Check the address, and serve `.js` as `text/javascript` and `.wasm` as `application/wasm`.";
        WasmCorrupted = "wasm_corrupted", Customer, NOT_LOADED,
            "The WebAssembly is damaged, or does not match its JavaScript. Serve all files of one version together, unchanged.";
        WasmBlockedByCsp = "wasm_blocked_by_csp", Customer, NOT_LOADED,
            "The page's Content-Security-Policy forbids WebAssembly. Add `'wasm-unsafe-eval'` to `script-src`.";
        WasmUnsupported = "wasm_unsupported", Customer,
            "Your browser is too old for this part of the page. Please update it, or use another one.",
            "The browser has no WebAssembly, or lacks features of it that the widget uses. Browsers since 2023 have them.";
        AssetsNotFound = "assets_not_found", Customer, NOT_LOADED,
            "The widget's script cannot find its files: it was inlined, combined with others or moved, or the files are missing. Name their folder in `data-chakra-assets` on `<html>`, or in `define({ assets })` with the npm package.";
        Offline = "offline", Customer, NOT_LOADED,
            "The browser has no network (`navigator.onLine` is false).";
        LoadTimeout = "load_timeout", Customer,
            "This part of the page is taking too long to load. Please check your connection or ad blocker, then try again.",
            "The widget's files did not load within 10 s. If they arrive later, the widget starts.";
    }
}
