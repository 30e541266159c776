// What the handler weighs: no more than it did, and a little. And a bundle leaves out the stores that it does not use.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

/** Bytes, compressed by brotli 11, when it was last looked at; and how much more is let pass. */
const WEIGHED = { whole: 16_673, alone: 15_466 };
const SLACK = 100;
/** What stands in the stores alone. */
const MARKS = { sqlStore: "chakra_connect_tenant", memoryStore: "tenantOfPlugin" };

const { CHAKRA_SERVER, ESBUILD } = process.env;

/** The module with these names of the package, as a bundler makes it. */
function bundled(...names) {
  const options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--log-level=warning"];
  return execFileSync(ESBUILD, options, {
    cwd: resolve(CHAKRA_SERVER),
    input: `export { ${names} } from "./server.js";`,
  });
}

function weigh(name, bytes) {
  const weight = brotliCompressSync(bytes).length;
  console.log(`server, ${name}: ${weight} of ${WEIGHED[name] + SLACK} bytes`);
  assert.ok(weight <= WEIGHED[name] + SLACK, `${name}: ${weight} bytes`);
}

test("the package's module weighs no more than its budget", () => {
  weigh("whole", readFileSync(resolve(CHAKRA_SERVER, "server.js")));
});

test("a bundle has the stores that it uses, and no other one", { skip: !ESBUILD && "ESBUILD names no program" }, () => {
  const alone = bundled("createConnectHandler");
  weigh("alone", alone);
  for (const [store, mark] of Object.entries(MARKS)) {
    assert.ok(!alone.includes(mark), `${store} is in a bundle without it`);
    assert.ok(bundled("createConnectHandler", store).includes(mark), `the search does not find ${store}`);
  }
});
