// Run by Node, Deno and Bun where the tarball is installed: importing it does nothing, and says so.
// First what is not ours, and leaves what it leaves.
import { createElement } from "react";
import { renderToString } from "react-dom/server";

const before = new Set(Object.getOwnPropertyNames(globalThis));
const errors = [];
const expect = (what, holds) => holds || errors.push(what);

const { define, TAG, ATTRIBUTES, EVENTS, STATES, ERROR_CODES, LOAD_CODES } = await import("chakra-whatsapp-connect");
await import("chakra-whatsapp-connect/define");
expect("define() does nothing without a document", define() === false);
expect("the tag", TAG === "chakra-whatsapp-connect");
for (const list of [ATTRIBUTES, EVENTS, STATES, ERROR_CODES, LOAD_CODES]) expect("a list", list.length > 5);

const { ChakraConnect } = await import("chakra-whatsapp-connect/react");
const rendered = renderToString(
  createElement(ChakraConnect, { backend: "/api/chakra", tokenUrl: "/t", className: "x", fetchToken() {}, onFailed() {} }),
);
expect(
  `the server renders the plain tag: ${rendered}`,
  rendered === '<chakra-whatsapp-connect backend="/api/chakra" token-url="/t" class="x"></chakra-whatsapp-connect>',
);

const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
expect(`no global is left: ${left}`, left.length === 0);

for (const error of errors) console.log(`not ok: ${error}`);
console.log(`test result: ${errors.length ? "FAILED" : "ok"}. ${errors.length ? 0 : 1} passed; ${errors.length ? 1 : 0} failed; 0 ignored`);
if (errors.length) throw new Error("see above");
