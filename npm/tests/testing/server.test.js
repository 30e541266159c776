// Imported on a server, as frameworks do before they render: nothing happens.
import assert from "node:assert/strict";
import { test } from "node:test";

test("nothing is added without a page", async () => {
  const before = Object.getOwnPropertyNames(globalThis).sort();
  const { fetch } = globalThis;
  for (const entry of ["testing", "testing/playwright", "testing/cypress"]) {
    const { OUTCOMES } = await import(`chakra-whatsapp-connect/${entry}`);
    assert.ok("finish" in OUTCOMES, entry);
  }
  assert.deepEqual(Object.getOwnPropertyNames(globalThis).sort(), before);
  assert.equal(globalThis.fetch, fetch);
});

test("require returns the same exports", async () => {
  const { createRequire } = await import("node:module");
  const require = createRequire(import.meta.url);
  const { mockChakra } = require("chakra-whatsapp-connect/testing/playwright");
  assert.equal(typeof mockChakra, "function");
});
