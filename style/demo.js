// Starts the two modules of the page: the playground, and the widget as it is shipped.
import startPlayground from "./chakra-playground.js";
import startWidget from "./chakra-connect.js";

const beside = (name) => ({ module_or_path: new URL(name, import.meta.url) });

// The playground first: it hears the widget's first events. The widget needs nothing of it.
await startPlayground(beside("./chakra-playground_bg.wasm")).catch(console.error);
await startWidget(beside("./chakra-connect_bg.wasm"));
