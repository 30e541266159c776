// Fetched by the script tag's loader together with the engine: the early requests, and the name of the failures' file.
export * from "./early.js";
export { FAILURE } from "./failure-file.js";
