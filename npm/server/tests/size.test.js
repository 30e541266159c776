// The handler's size must not grow by more than a small margin, and a bundle contains only the stores that it uses.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

/** Sizes at the last measurement in bytes, compressed with brotli 11. */
const WEIGHED = { whole: 18_855, alone: 16_850 };
const SLACK = 100;
/** Texts that occur only in the stores. */
const MARKS = { sqlStore: "chakra_connect_tenant", memoryStore: "tenantOfPlugin" };

const { CHAKRA_SERVER, ESBUILD } = process.env;

/** A bundle with these exports of the package. */
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

test("the package's module is within its size budget", () => {
  weigh("whole", readFileSync(resolve(CHAKRA_SERVER, "server.js")));
});

test("a bundle contains only the stores that it uses", { skip: !ESBUILD && "ESBUILD names no program" }, () => {
  const alone = bundled("createConnectHandler");
  weigh("alone", alone);
  for (const [store, mark] of Object.entries(MARKS)) {
    assert.ok(!alone.includes(mark), `${store} is in a bundle without it`);
    assert.ok(bundled("createConnectHandler", store).includes(mark), `the search does not find ${store}`);
  }
});
