// What the handler weighs: no more than it did, and a little.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

/** Bytes, compressed by brotli 11, when it was last looked at; and how much more is let pass. */
const [WEIGHED, SLACK] = [16_244, 100];

test("the handler weighs no more than its budget", () => {
  const bytes = readFileSync(resolve(process.env.CHAKRA_SERVER, "server.js"));
  const weight = brotliCompressSync(bytes).length;
  console.log(`server: ${weight} of ${WEIGHED + SLACK} bytes`);
  assert.ok(weight <= WEIGHED + SLACK, `${weight} bytes`);
});
