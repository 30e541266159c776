// Run by Node where the tarball is installed: a server renders the React component as the plain tag.
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { ChakraConnect } from "chakra-whatsapp-connect/react";

const props = { backend: "/api/chakra", tokenUrl: "/t", className: "x", fetchToken() {}, onFailed() {} };
const rendered = renderToString(createElement(ChakraConnect, props));
const expected = '<chakra-whatsapp-connect backend="/api/chakra" token-url="/t" class="x"></chakra-whatsapp-connect>';
const isRight = rendered === expected;
if (!isRight) console.log(`not ok: ${rendered}`);
console.log(`test result: ${isRight ? "ok. 1 passed; 0" : "FAILED. 0 passed; 1"} failed; 0 ignored`);
if (!isRight) throw new Error("see above");
