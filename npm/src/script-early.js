// What the script tag's loader fetches beside the engine: the early questions, and the name of the failures' file.
export * from "./early.js";
export { FAILURE } from "./failure-file.js";
