// Fetched by the script tag's loader beside the engine: the early questions, and the name of the failures' file.
export * from "./early.js";
export { FAILURE } from "./failure-file.js";
