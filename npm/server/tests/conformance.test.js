// The contract, as `chakra-backend check` asks for it: on each runtime, before Chakra's stand-in. And that a fault which
// is planted is found.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { Program, startSandbox } from "./support/programs.js";

const { CHAKRA_BACKEND, CHAKRA_STORES = "memory", BUN, DENO } = process.env;
const stores = Object.fromEntries(CHAKRA_STORES.split(" ").map((name) => [name.split(":")[0], name]));
const skip = CHAKRA_BACKEND === undefined && "CHAKRA_BACKEND names no program";
const server = new URL("conformance-server.js", import.meta.url).pathname;
const workerd = new URL("workerd-server.js", import.meta.url).pathname;
const deno = ["run", "-A", "--quiet", "--no-remote", "--node-modules-dir=manual"];

const PLATFORMS = [
  ["Node, memory", "node", [server], "memory"],
  ["Node, better-sqlite3", "node", [server], stores["better-sqlite3"]],
  ["Node, pg", "node", [server], stores.pg],
  ["Node, postgres.js", "node", [server], stores.postgres],
  ["Bun, memory", BUN, ["run", server], "memory"],
  ["Deno, memory", DENO, [...deno, server], "memory"],
  ["workerd, D1", "node", [workerd], "d1"],
];

let sandbox;
before(async () => {
  if (!skip) sandbox = await startSandbox();
});
after(() => sandbox?.stop());

for (const [name, program, parameters, store] of PLATFORMS) {
  const missing = (program === undefined || store === undefined) && "not here";
  test(`the contract is kept: ${name}`, { skip: skip || missing }, async () => {
    const { line, report } = await check(program, parameters, { STORE: store });
    console.log(`${name}: ${line}`);
    assert.match(line, /^0 faults, \d{2} kept, 0 cannot tell/, report);
  });
}

test("a fault that is planted is found", { skip }, async () => {
  const { line, report } = await check("node", [server], { STORE: "memory", PLANTED: "everybody" });
  assert.match(line, /^[1-9]\d* faults?/, report);
  assert.match(report, /signed-out-status/);
});

/** The check's last line, and all of it. */
async function check(program, parameters, variables) {
  await sandbox.control("reset", {});
  const running = await Program.start(program, parameters, { ...sandbox.variables, ...variables });
  try {
    const signedIn = ["--header", "Cookie: session=acme", "--other-header", "Cookie: session=birch"];
    const checking = spawn(CHAKRA_BACKEND, ["check", running.address, ...signedIn, "--changes"], {
      env: { ...process.env, ...sandbox.variables },
    });
    let report = "";
    for (const stream of [checking.stdout, checking.stderr]) stream.on("data", (text) => (report += text));
    await once(checking, "close");
    return { report, line: report.trim().split("\n").at(-1) };
  } finally {
    await running.stop();
  }
}
