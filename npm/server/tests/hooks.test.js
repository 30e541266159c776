// The hooks: each change is reported at least once, with the numbers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { world } from "./support/world.js";

/** A world that records the calls of its hooks. */
async function told(fail = () => {}, options = {}) {
  const heard = [];
  const hook = (kind) => async (change) => {
    heard.push([kind, change.state, change.numbers.map((it) => it.phoneNumberId).join()]);
    await fail(kind);
  };
  const handler = {
    onConnected: hook("connected"),
    onDisconnected: hook("disconnected"),
    onActionNeeded: hook("action_needed"),
  };
  const made = world({ ...options, handler });
  const check = async () => {
    made.handler.invalidate("acme");
    await made.status();
    await made.handler.drained();
  };
  return { ...made, heard, check };
}

test("each change is reported once, and nothing else", async () => {
  const { token, chakra, check, disconnect, handler, heard } = await told();
  await check();
  await token();
  await check();
  assert.deepEqual(heard, []);
  chakra.signUp("plugin-1", "111");
  await check();
  await check();
  chakra.numbers.get("111").status = "MANUAL_REVIEW";
  await check();
  chakra.numbers.get("111").status = "BANNED";
  await check();
  await disconnect();
  await check();
  await handler.drained();
  assert.deepEqual(heard, [
    ["connected", "connected", "111"],
    ["action_needed", "action_needed", "111"],
    ["disconnected", "not_connected", ""],
  ]);
});

test("the maintenance calls a failed hook again, a minute later", async () => {
  let failures = 2;
  const { token, chakra, check, clock, handler, heard } = await told(() => {
    if (failures-- > 0) throw new Error("no mail server");
  });
  await token();
  chakra.signUp("plugin-1", "111");
  await check();
  await check();
  assert.equal(heard.length, 1);
  for (const expected of [2, 3, 3]) {
    await clock.advance(60_000);
    await handler.maintain();
    await handler.drained();
    assert.equal(heard.length, expected);
  }
});

test("two processes report a change once", async () => {
  const one = await told();
  await one.token();
  one.chakra.signUp("plugin-1", "111");
  const { store, chakra, clock } = one;
  const other = await told(() => {}, { store, chakra, clock });
  await Promise.all([one.check(), other.check()]);
  assert.equal(one.heard.length + other.heard.length, 1);
});

test("a slow hook delays nobody", async () => {
  const { token, chakra, handler, status } = await told(() => new Promise(() => {}));
  await token();
  chakra.signUp("plugin-1", "111");
  handler.invalidate("acme");
  assert.equal((await status()).body.state, "connected");
});

test("a check from before a disconnect does not report a connection", async () => {
  const { token, chakra, disconnect, handler, status, heard } = await told();
  await token();
  chakra.signUp("plugin-1", "111");
  let open;
  chakra.script("accounts", new Promise((resolve) => (open = resolve)), undefined);
  const early = status();
  await new Promise(setImmediate);
  await disconnect();
  open();
  await early;
  await handler.drained();
  assert.deepEqual(heard, []);
});
