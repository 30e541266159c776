// Starts the built widget, for the tests' own pages.
import init from "./chakra-connect.js";

await init({ module_or_path: new URL("./chakra-connect_bg.wasm", import.meta.url) });
