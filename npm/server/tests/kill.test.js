// `kill -9` at each point of a first connect, a choice and a disconnect: afterwards, everything at Chakra is recorded
// in the store, and the customer can continue.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { beginLife } from "./support/life.js";
import { startSandbox } from "./support/programs.js";

const { CHAKRA_SANDBOX, CHAKRA_STORES = "" } = process.env;
const NAMES = CHAKRA_STORES.split(" ").filter((name) => /^(better-sqlite3|pg):/.test(name));
const skip = (CHAKRA_SANDBOX === undefined || NAMES.length === 0) && "CHAKRA_SANDBOX or CHAKRA_STORES is not set";
const mortal = new URL("mortal.js", import.meta.url).pathname;
/** Longer than every lease and pause. */
const LATER = 20 * 60_000;

let sandbox;
before(async () => {
  if (!skip) sandbox = await startSandbox();
});
after(() => sandbox?.stop());

/** The number of points in a process that survived; undefined if it died. */
async function livedThrough(STORE, OPERATION, DIE_AT, NUMBER = "") {
  const env = { ...process.env, ...sandbox.variables, STORE, OPERATION, DIE_AT, NUMBER };
  const child = spawn("node", [mortal], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const [code, signal] = await once(child, "close");
  if (signal === "SIGKILL") return undefined;
  assert.equal(code, 0, said);
  return Number(/^ready: (.*)$/m.exec(said)[1]);
}

/** Continues with another process, now or later. */
async function live(storeName, operation, { later = 0, number } = {}) {
  const life = await beginLife({ storeName, variables: sandbox.variables, later });
  try {
    return await life[operation](number);
  } finally {
    await life.end();
  }
}

/** The store's record of the tenant, and the tenant's plugins at the stand-in. */
async function look(name) {
  const record = await live(name, "record");
  const { plugins } = await sandbox.records();
  return { record, plugins: plugins.filter((it) => it.clientReferenceId === "acme") };
}

/** Each plugin is bound to the tenant, due for removal, or explained by a reservation with an unknown outcome. */
function nothingIsUnknown({ record, plugins }, at) {
  const { plugin, removals = [], reservations = [] } = record ?? {};
  const ids = [plugin?.id, ...removals.map((it) => it.pluginId)];
  for (const { id, name } of plugins) {
    const isReserved = reservations.some((it) => name.endsWith(it.id.slice(0, 8)));
    assert.ok(ids.includes(id) || isReserved, `${at}: ${name} is known to nobody`);
  }
}

/** Kills the operation at each of its points in turn, and calls `then` each time. */
async function dieEverywhere(name, operation, prepare, then) {
  let deaths = 0;
  await live(name, "migrate");
  for (let at = 1; ; at += 1) {
    await sandbox.control("reset", {});
    await live(name, "forget");
    const number = await prepare();
    const points = await livedThrough(name, operation, String(at), number);
    if (points !== undefined) {
      assert.ok(points < at, `${points} points, and alive at ${at}`);
      break;
    }
    deaths += 1;
    const what = `${operation}, dead at ${at}`;
    nothingIsUnknown(await look(name), what);
    await then(what, number);
  }
  console.log(`${name.split(":")[0]}: ${operation}: killed at ${deaths} points`);
  assert.ok(deaths >= 6, String(deaths));
}

async function connect(name) {
  const { body } = await live(name, "connect");
  return body.pluginId;
}

for (const name of skip ? ["any"] : NAMES) {
  const kind = name.split(":")[0];

  test(`${kind}: a first connect`, { skip }, async () => {
    await dieEverywhere(name, "connect", () => {}, async (at) => {
      // The first attempt may find the dead process's reservation, and wait for it.
      let answer = await live(name, "connect", { later: LATER });
      if (answer.status !== 200) {
        assert.equal(answer.body.code, "plugin_pending", at);
        answer = await live(name, "connect", { later: 2 * LATER });
      }
      assert.equal(answer.status, 200, at);
      const seen = await look(name);
      nothingIsUnknown(seen, at);
      assert.equal(seen.record.plugin.id, answer.body.pluginId);
      assert.ok(seen.plugins.length <= 2, at);
    });
  });

  test(`${kind}: a disconnect`, { skip }, async () => {
    const prepare = async () => {
      const pluginId = await connect(name);
      await sandbox.control("signup", { pluginId, outcome: "finish" });
    };
    await dieEverywhere(name, "disconnect", prepare, async (at) => {
      const { body } = await live(name, "status", { later: LATER });
      assert.ok(["connected", "not_connected"].includes(body.state), `${at}: ${body.state}`);
      await live(name, "maintain", { later: LATER });
      const { record, plugins } = await look(name);
      if (plugins.length > 0) {
        // The process died before it wrote anything, so the disconnect never began.
        assert.deepEqual([record.removals, record.plugin.id], [[], plugins[0].id], at);
        assert.equal((await live(name, "status", { later: LATER })).body.state, "connected", at);
      } else {
        assert.deepEqual([record.removals, record.plugin], [[], undefined], at);
        assert.equal((await live(name, "status", { later: LATER })).body.state, "not_connected", at);
      }
    });
  });

  test(`${kind}: a choice`, { skip }, async () => {
    const prepare = async () => {
      const pluginId = await connect(name);
      await sandbox.control("signup", { pluginId, outcome: "several_numbers" });
      const { body } = await live(name, "status");
      return body.numbers[1].phoneNumberId;
    };
    await dieEverywhere(name, "choose", prepare, async (at, number) => {
      const { body } = await live(name, "status", { later: LATER });
      const chosen = body.numbers.map((it) => it.phoneNumberId);
      const isKept = body.state === "connected" && chosen.join() === number;
      assert.ok(isKept || body.state === "choose_number", `${at}: ${JSON.stringify(body)}`);
      assert.equal((await live(name, "choose", { later: LATER, number })).status, 202, at);
      assert.equal((await live(name, "status", { later: LATER })).body.state, "connected", at);
    });
  });
}
