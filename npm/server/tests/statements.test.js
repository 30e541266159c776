// The SQL store's statements in the partner's database while tenants connect and disconnect: each stands alone, and
// nothing is open during a call to Chakra.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDatabase } from "./support/databases.js";
import { settled } from "./support/fake-clock.js";
import { server } from "./support/package.js";
import { world } from "./support/world.js";

/** A world on SQLite that records each statement, and the number of running ones. */
async function recorded() {
  const { query, dialect, close } = await openDatabase("better-sqlite3::memory:");
  const seen = { statements: [], open: 0, close };
  const store = server.sqlStore({
    dialect,
    async query(text, values) {
      seen.statements.push({ text, values });
      seen.open += 1;
      try {
        return await query(text, values);
      } finally {
        seen.open -= 1;
      }
    },
  });
  await store.migrate();
  return { ...world({ store }), seen };
}

/** A tenant's whole life: token, signup, choice, status, disconnect, and the maintenance after it. */
async function wholeWay({ token, status, event, disconnect, chakra, handler }) {
  const { body } = await token();
  chakra.signUp(body.pluginId, "n1", "n2");
  await status();
  assert.equal((await event({ phoneNumberId: "n2" })).status, 202);
  assert.equal((await disconnect()).status, 204);
  await handler.maintain();
  assert.equal((await token()).status, 200);
}

test("every statement has defined values and selects its rows", async () => {
  const it = await recorded();
  await wholeWay(it);
  const { statements, close } = it.seen;
  assert.ok(statements.length > 10, String(statements.length));
  for (const { text, values } of statements) {
    for (const value of values) {
      assert.ok(value === null || ["string", "number"].includes(typeof value), `${text}: ${typeof value}`);
    }
    // If a driver dropped a condition, the statement would affect other tenants' rows.
    if (/^(UPDATE|DELETE)/.test(text)) assert.match(text, /WHERE tenant_id = \S+ AND revision = /);
  }
  close();
});

test("no statement opens a transaction or keeps a row locked", async () => {
  const it = await recorded();
  await wholeWay(it);
  for (const { text } of it.seen.statements) {
    assert.doesNotMatch(text, /\b(BEGIN|COMMIT|SAVEPOINT|FOR UPDATE|FOR SHARE|LOCK)\b/i);
  }
  it.seen.close();
});

for (const endpoint of ["create", "get", "delete"]) {
  test(`the database is not used during a slow call to Chakra: ${endpoint}`, async () => {
    const it = await recorded();
    if (endpoint !== "create") it.chakra.signUp((await it.token()).body.pluginId, "n1");
    let answer;
    it.chakra.script(endpoint, new Promise((resolve) => (answer = resolve)));
    const asked = { create: it.token, get: it.status, delete: it.disconnect }[endpoint]();
    while (it.chakra.count(endpoint) === 0) await settled();
    assert.equal(it.seen.open, 0);
    // Another tenant's calls succeed in the meantime.
    assert.equal((await it.status({ tenant: "birch" })).status, 200);
    answer();
    await asked;
    it.seen.close();
  });
}
