// Runs `chakra-backend check` against the reference backend and this package, on each runtime and each database, with
// Chakra's stand-in. Prints one table at the end. Also proves that a planted fault is detected.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Program, startSandbox } from "./support/programs.js";

const { CHAKRA_BACKEND, CHAKRA_STORES = "memory", CHAKRA_REFERENCE_DATABASE, CHAKRA_ALL, BUN, DENO } = process.env;
const stores = Object.fromEntries(CHAKRA_STORES.split(" ").map((name) => [name.split(":")[0], name]));
const skip = CHAKRA_BACKEND === undefined && "CHAKRA_BACKEND names no program";
const folder = mkdtempSync(join(tmpdir(), "chakra-conformance-"));

const file = (name) => new URL(name, import.meta.url).pathname;
const server = file("conformance-server.js");
const node = ["node", server];
const deno = [DENO, "run", "-A", "--quiet", "--no-remote", "--node-modules-dir=manual", server];
const reference = [CHAKRA_BACKEND, "serve", "--listen", "127.0.0.1:0", "--tenant-header", "X-Tenant"];

/** The backends under test: name, command, and database if one is needed. */
const COMBINATIONS = [
  { name: "Rust, SQLite", command: [...reference, "--database", join(folder, "reference.sqlite")], store: "its own" },
  { name: "Rust, PostgreSQL", command: reference, store: CHAKRA_REFERENCE_DATABASE },
  { name: "Node, memory", command: node, store: "memory" },
  { name: "Node, better-sqlite3", command: node, store: stores["better-sqlite3"] },
  { name: "Node, libSQL", command: node, store: stores.libsql },
  { name: "Node, pg", command: node, store: stores.pg },
  { name: "Node, postgres.js", command: node, store: stores.postgres },
  { name: "Node, mysql2 on MariaDB", command: node, store: stores.mysql },
  { name: "Bun, memory", command: [BUN, "run", server], store: "memory" },
  { name: "Deno, memory", command: deno, store: "memory" },
  { name: "workerd, D1", command: ["node", file("workerd-server.js")], store: "d1" },
];

const table = [["combination", "checks kept", "faults found", "seconds"]];

let sandbox;
before(async () => {
  if (!skip) sandbox = await startSandbox();
});
after(async () => {
  await sandbox?.stop();
  rmSync(folder, { recursive: true });
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
});

for (const { name, command, store } of COMBINATIONS) {
  const isMissing = command.includes(undefined) || store === undefined;
  test(`the contract is kept: ${name}`, { skip: skip || (isMissing && !CHAKRA_ALL && "not here") }, async () => {
    const row = [name, "none", "not known", ""];
    table.push(row);
    assert.ok(!isMissing, "not here");
    const started = performance.now();
    const { line, report } = await check(command, command === reference ? { DATABASE_URL: store } : { STORE: store });
    const [, faults, kept] = /^(\d+) faults, (\d+) kept/.exec(line) ?? [];
    row.splice(1, 3, kept ?? "none", faults ?? "not known", ((performance.now() - started) / 1000).toFixed(1));
    assert.match(line, /^0 faults, \d{2} kept, 0 cannot tell/, report);
  });
}

test("a planted fault is detected", { skip }, async () => {
  const { line, report } = await check(node, { STORE: "memory", PLANTED: "everybody" });
  assert.match(line, /^[1-9]\d* faults?/, report);
  assert.match(report, /signed-out-status/);
});

/** Returns the check's last line, and its whole output. */
async function check([program, ...parameters], variables) {
  await sandbox.control("reset", {});
  const running = await Program.start(program, parameters, { ...sandbox.variables, ...variables });
  // The reference backend prints its own address, the others that of their calls.
  const address = running.address.replace(/\/$/, "/api/chakra");
  try {
    const session = (id) => (program === CHAKRA_BACKEND ? `X-Tenant: ${id}` : `Cookie: session=${id}`);
    const signedIn = ["--header", session("acme"), "--other-header", session("birch")];
    const checking = spawn(CHAKRA_BACKEND, ["check", address, ...signedIn, "--changes"], {
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
