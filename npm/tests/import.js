// Run by Node, Deno and Bun where the tarball is installed: importing it does nothing, and the
// process ends by itself.

// Imported first: it is not ours, and may leave globals.
import "react";

const before = new Set(Object.getOwnPropertyNames(globalThis));
const errors = [];
const expect = (what, holds) => holds || errors.push(what);

const { define, TAG, ATTRIBUTES, EVENTS, STATES, ERROR_CODES, LOAD_CODES } = await import("chakra-whatsapp-connect");
await import("chakra-whatsapp-connect/define");
await import("chakra-whatsapp-connect/react");
expect("define() does nothing without a document", define() === false);
expect("the tag", TAG === "chakra-whatsapp-connect");
for (const list of [ATTRIBUTES, EVENTS, STATES, ERROR_CODES, LOAD_CODES]) expect("a list", list.length > 5);
const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
expect(`no global is left: ${left}`, left.length === 0);

// What server libraries such as Lit leave, and what an extension's script finds.
for (const found of [{ customElements: { get() {}, define() {} } }, { customElements: null, document: {} }]) {
  Object.assign(globalThis, found);
  expect(`define() does nothing with ${Object.keys(found)} alone`, define() === false);
  for (const name of Object.keys(found)) delete globalThis[name];
}

for (const error of errors) console.log(`not ok: ${error}`);
console.log(`test result: ${errors.length ? "FAILED. 0 passed; 1" : "ok. 1 passed; 0"} failed; 0 ignored`);
if (errors.length) throw new Error("see above");
