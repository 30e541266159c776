// The records of a plugin's accounts: reading may fail, and the last known records stay in effect.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/fake-clock.js";
import { world } from "./support/world.js";

async function connected(options) {
  const made = world(options);
  await made.token();
  made.chakra.signUp("plugin-1", "111");
  return made;
}

/** The status, newly requested from Chakra. */
async function fresh({ status, handler }) {
  handler.invalidate("acme");
  return (await status()).body;
}

const says = (accounts) => ({ status: 200, body: JSON.stringify({ _data: accounts }) });
const FAILURES = [
  500,
  403,
  "lost",
  { status: 200, body: "<html>" },
  says([]),
  says({}),
  says([{ id: "another", chakraStatus: "CONNECTED" }]),
  says([{ id: "waba1", pluginId: "another", chakraStatus: "CONNECTED" }]),
];

test("a ban stays in effect until Chakra reports otherwise, in another process too", async () => {
  const one = await connected();
  one.chakra.accounts[0].chakraStatus = "BANNED";
  assert.equal((await fresh(one)).state, "action_needed");
  const { store, chakra, clock } = one;
  for (const made of [one, world({ store, chakra, clock })]) {
    for (const failure of FAILURES) {
      chakra.script("accounts", failure);
      assert.equal((await fresh(made)).state, "action_needed", JSON.stringify(failure));
    }
    chakra.heal("accounts");
  }
  chakra.accounts[0].chakraStatus = "CONNECTED";
  assert.equal((await fresh(one)).state, "connected");
  chakra.script("accounts", 500);
  assert.equal((await fresh(one)).state, "connected");
});

test("an account that was never read hides no number", async () => {
  const made = await connected();
  for (const failure of FAILURES) {
    made.chakra.script("accounts", failure);
    const { state, numbers } = await fresh(made);
    assert.deepEqual([state, numbers.length], ["connected", 1], JSON.stringify(failure));
  }
});

test("an account that stays unread for more than ten minutes is reported", async () => {
  const made = await connected();
  await fresh(made);
  const issues = async (milliseconds) => {
    await made.clock.advance(milliseconds);
    const { state, numbers } = await fresh(made);
    assert.equal(state, "connected");
    return numbers[0].issues.map((it) => it.message);
  };
  made.chakra.script("accounts", 500);
  assert.deepEqual(await issues(0), []);
  // Counted from the first failure, not from the last one.
  assert.deepEqual(await issues(300_000), []);
  assert.deepEqual(await issues(300_000), []);
  const [told, ...more] = await issues(1);
  assert.match(told, /account could not be read for some time/);
  assert.deepEqual(more, []);
  // Once the plugin is switched off, nothing about its account is shown.
  made.chakra.plugins.get("plugin-1").isActive = false;
  const { numbers } = await fresh(made);
  assert.deepEqual(numbers[0].issues, []);
  made.chakra.plugins.get("plugin-1").isActive = true;
  made.chakra.heal("accounts");
  assert.deepEqual(await issues(0), []);
});

test("an earlier check's accounts do not replace a later one's", async () => {
  const one = await connected();
  const { store, chakra, clock } = one;
  const other = world({ store, chakra, clock });
  let open;
  chakra.script("accounts", new Promise((resolve) => (open = resolve)), undefined);
  const early = fresh(one);
  await settled();
  chakra.accounts[0].chakraStatus = "BANNED";
  assert.equal((await fresh(other)).state, "action_needed");
  open(says([{ id: "waba1", chakraStatus: "CONNECTED" }]));
  await early;
  assert.deepEqual((await one.record()).plugin.accounts.records, [{ id: "waba1", chakraStatus: "BANNED" }]);
});

test("a cached status ends when another process learns of a change of an account", async () => {
  const one = await connected();
  assert.equal((await fresh(one)).state, "connected");
  const { store, chakra, clock } = one;
  chakra.accounts[0].chakraStatus = "BANNED";
  assert.equal((await one.status()).body.state, "connected");
  assert.equal((await world({ store, chakra, clock }).status()).body.state, "action_needed");
  assert.equal((await one.status()).body.state, "action_needed");
});

test("known accounts are removed with the plugin, and former ones immediately", async () => {
  const made = await connected();
  made.chakra.accounts[0].chakraStatus = "BANNED";
  await fresh(made);
  made.chakra.plugins.get("plugin-1").auth = { whatsappBusinessAccountsById: { waba2: {} } };
  assert.equal((await fresh(made)).state, "connected");
  assert.deepEqual((await made.record()).plugin.accounts.records, []);
  await made.disconnect();
  assert.equal((await made.record()).plugin, undefined);
});

test("a store that cannot keep the accounts hides nothing", async () => {
  const made = await connected();
  made.chakra.accounts[0].chakraStatus = "BANNED";
  const { write } = made.store;
  made.store.write = async (id, record, ...more) => {
    if (record.plugin?.accounts) throw new Error("full");
    return write.call(made.store, id, record, ...more);
  };
  assert.equal((await fresh(made)).state, "action_needed");
  assert.ok(made.lines.some((it) => it.message.includes("accounts could not be kept")));
});
