// What the script tag's loader fetches first: what asks before the engine is there, and the name of what tells of
// failures.
export * from "./early.js";
export { FAILURE } from "./failure-file.js";
