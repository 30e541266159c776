// The end of a connection: whatever fails or dies on the way, the plugin is deleted, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/fake-clock.js";
import { world } from "./support/world.js";

/** A world whose tenant has a plugin with a number. */
async function connected(options) {
  const made = world(options);
  await made.token();
  made.chakra.signUp("plugin-1", "111");
  made.handler.invalidate("acme");
  assert.equal((await made.status()).body.state, "connected");
  return made;
}

test("a disconnect deactivates and deletes the plugin, and the tenant gets a new one", async () => {
  const { disconnect, status, token, chakra, record } = await connected();
  assert.equal((await disconnect()).status, 204);
  assert.deepEqual(chakra.calls.slice(-2), ["update plugin-1", "delete plugin-1"]);
  assert.equal((await status()).body.state, "not_connected");
  const { plugin, removals, former } = await record();
  assert.deepEqual([plugin, removals, former], [undefined, [], []]);
  assert.equal((await disconnect()).status, 204);
  assert.equal((await token()).body.pluginId, "plugin-2");
});

test("the removal is stored before the first call, and the deactivation before the deletion", async () => {
  const { disconnect, chakra, record } = await connected();
  const opened = [];
  const gate = () => new Promise((resolve) => opened.push(resolve));
  chakra.script("update", gate());
  chakra.script("delete", gate());
  const ending = disconnect();
  await settled();
  assert.deepEqual(chakra.calls.slice(-1), ["update plugin-1"]);
  assert.deepEqual((await record()).removals.map((it) => it.isDeactivated), [false]);
  opened[0]();
  await settled();
  assert.deepEqual(chakra.calls.slice(-1), ["delete plugin-1"]);
  assert.deepEqual((await record()).removals.map((it) => it.isDeactivated), [true]);
  assert.equal((await record()).plugin.id, "plugin-1");
  opened[1]();
  assert.equal((await ending).status, 204);
});

test("a failed deletion is retried, with pauses that double", async () => {
  const { disconnect, status, chakra, clock, handler, record } = await connected();
  chakra.script("delete", 503);
  assert.equal((await disconnect()).status, 204);
  assert.equal((await status()).body.state, "not_connected");
  const tries = async (milliseconds) => {
    const before = chakra.count("delete");
    await clock.advance(milliseconds);
    await handler.maintain();
    return chakra.count("delete") - before;
  };
  assert.equal(await tries(29_999), 0);
  assert.equal(await tries(1), 1);
  // The disconnect itself was the first attempt.
  assert.equal(await tries(119_999), 0);
  assert.equal(await tries(1), 1);
  chakra.heal("delete");
  assert.equal(await tries(239_999), 0);
  assert.equal(await tries(1), 1);
  assert.deepEqual((await record()).removals, []);
  assert.equal(chakra.plugins.size, 0);
});

test("requests also run the maintenance, the first one after a restart immediately", async () => {
  const first = await connected();
  first.chakra.script("delete", 503);
  await first.disconnect();
  first.chakra.heal("delete");
  await first.clock.advance(30_000);
  const { chakra, clock, store } = first;
  const restarted = world({ chakra, clock, store });
  await restarted.status({ tenant: "another" });
  await restarted.handler.drained();
  assert.equal(chakra.plugins.size, 0);
});

test("if both calls are rejected, nothing is forgotten", async () => {
  const { disconnect, status, chakra, record } = await connected();
  chakra.script("update", 422);
  chakra.script("delete", 422);
  assert.deepEqual((await disconnect()).body.code, "chakra_refused");
  assert.deepEqual((await record()).removals, []);
  assert.equal((await status()).body.state, "connected");
});

test("if both calls may have worked, they are retried", async () => {
  const { disconnect, status, chakra, clock, handler, record } = await connected();
  chakra.script("update", 503);
  chakra.script("delete", 503);
  assert.deepEqual((await disconnect()).body.code, "chakra_unavailable");
  assert.equal((await record()).removals.length, 1);
  // The plugin is still active, so the connection is reported.
  assert.equal((await status()).body.state, "connected");
  chakra.heal("update", "delete");
  await clock.advance(40_000);
  await handler.maintain();
  assert.equal(chakra.plugins.size, 0);
  assert.equal((await status()).body.state, "not_connected");
});

// A proxy's sign-in page, with status 200.
const PAGE = { status: 200, body: "<!doctype html><title>Sign in</title>", headers: { "content-type": "text/html" } };

test("a web page instead of a response does not count as a deletion", async () => {
  const { disconnect, status, chakra, clock, handler, record } = await connected();
  chakra.script("delete", PAGE);
  assert.equal((await disconnect()).status, 204);
  assert.equal((await status()).body.state, "not_connected");
  assert.equal((await record()).removals.length, 1);
  chakra.heal("delete");
  await clock.advance(30_000);
  await handler.maintain();
  assert.equal(chakra.plugins.size, 0);
  assert.deepEqual((await record()).removals, []);
});

test("web pages instead of both responses end no connection", async () => {
  const { disconnect, status, chakra } = await connected();
  chakra.script("update", PAGE);
  chakra.script("delete", PAGE);
  assert.equal((await disconnect()).body.code, "chakra_bad_answer");
  assert.equal((await status()).body.state, "connected");
});

test("a plugin that neither endpoint has is archived", async () => {
  const { disconnect, chakra, record } = await connected();
  chakra.plugins.clear();
  assert.equal((await disconnect()).status, 204);
  assert.deepEqual((await record()).former.map((it) => it.id), ["plugin-1"]);
});

test("the next token completes the disconnect of a dead process", async () => {
  const dying = await connected();
  dying.chakra.script("update", new Promise(() => {}));
  void dying.disconnect();
  await settled();
  const { store, chakra } = dying;
  chakra.heal("update");
  const next = world({ store, chakra });
  assert.equal((await next.token()).body.pluginId, "plugin-2");
  assert.deepEqual([...chakra.plugins.keys()], ["plugin-2"]);
});

test("the maintenance completes the disconnect of a dead process", async () => {
  const dying = await connected();
  dying.chakra.script("delete", new Promise(() => {}));
  void dying.disconnect();
  await settled();
  const { store, chakra } = dying;
  chakra.heal("delete");
  const next = world({ store, chakra });
  assert.equal((await next.status()).body.state, "not_connected");
  await next.clock.advance(40_000);
  await next.handler.maintain();
  assert.equal(chakra.plugins.size, 0);
  assert.equal((await next.record()).plugin, undefined);
});

for (const finder of ["status", "token", "maintain"]) {
  test(`a signup on a deactivated plugin is detected by ${finder}`, async () => {
    const { disconnect, status, chakra, clock, handler, token, record } = await connected();
    chakra.script("delete", 503);
    await disconnect();
    chakra.signUp("plugin-1", "222");
    chakra.heal("delete");
    await clock.advance(30_000);
    await { status, token, maintain: handler.maintain }[finder]();
    assert.equal((await record()).plugin.id, "plugin-1");
    assert.deepEqual((await record()).removals, []);
    assert.equal((await status()).body.state, "connected");
    assert.equal(chakra.plugins.size, 1);
  });
}

test("after a signup on a former plugin beside a new one, neither is deleted", async () => {
  const { disconnect, chakra, clock, handler, token, lines } = await connected();
  chakra.script("delete", 503);
  await disconnect();
  chakra.plugins.get("plugin-1").serverConfig = {};
  chakra.plugins.get("plugin-1").auth = {};
  await token();
  chakra.signUp("plugin-1", "222");
  chakra.heal("delete");
  await clock.advance(30_000);
  await handler.maintain();
  assert.deepEqual([...chakra.plugins.keys()], ["plugin-1", "plugin-2"]);
  assert.ok(lines.some((it) => it.level === "error" && it.message.includes("neither is deleted")));
});

test("two concurrent disconnects and a token do not undo each other", async () => {
  const { disconnect, token, chakra, record } = await connected();
  const [one, other, made] = await Promise.all([disconnect(), disconnect(), token()]);
  assert.deepEqual([one.status, other.status, made.status], [204, 204, 200]);
  assert.deepEqual([...chakra.plugins.keys()], [(await record()).plugin.id]);
});

test("your own code can end a connection", async () => {
  const { handler, chakra } = await connected();
  await handler.disconnect("acme");
  assert.equal(chakra.plugins.size, 0);
  assert.equal((await handler.status("acme")).state, "not_connected");
  await assert.rejects(handler.disconnect(" acme"), /tenant has an id/);
});

for (const end of ["disconnect", "your own code"]) {
  test(`a disconnect ends a signup on a plugin that was disconnected before: ${end}`, async () => {
    const { disconnect, status, chakra, clock, handler, record } = await connected();
    chakra.script("delete", 503);
    await disconnect();
    chakra.signUp("plugin-1", "222");
    if (end === "disconnect") assert.equal((await disconnect()).status, 204);
    else await handler.disconnect("acme");
    assert.equal(chakra.plugins.get("plugin-1").isActive, false);
    assert.equal((await status()).body.state, "not_connected");
    chakra.heal("delete");
    await clock.advance(120_000);
    await handler.maintain();
    assert.deepEqual([chakra.plugins.size, (await record()).removals], [0, []]);
  });
}

test("a disconnect ends the signups on several former plugins, and beside a new one", async () => {
  const { disconnect, status, token, chakra } = await connected();
  chakra.script("delete", 503);
  await disconnect();
  await token();
  await disconnect();
  for (const beside of [false, true]) {
    if (beside) await token();
    for (const id of chakra.plugins.keys()) chakra.signUp(id, "222");
    assert.equal((await disconnect()).status, 204);
    assert.deepEqual([...chakra.plugins.values()].filter((it) => it.isActive), [], String(beside));
    assert.equal((await status()).body.state, "not_connected");
  }
});

test("if Chakra cannot say whether there is a new signup, a disconnect fails", async () => {
  const { disconnect, chakra } = await connected();
  chakra.script("delete", 503);
  await disconnect();
  chakra.signUp("plugin-1", "222");
  chakra.script("get", 503);
  assert.equal((await disconnect()).body.code, "chakra_unavailable");
  chakra.heal("get");
  assert.equal((await disconnect()).status, 204);
  assert.equal(chakra.plugins.get("plugin-1").isActive, false);
  // Without a plugin, there is no signup.
  chakra.plugins.clear();
  assert.equal((await disconnect()).status, 204);
});

for (const reader of ["status", "token", "disconnect"]) {
  test(`a plugin that another process restores meanwhile is the tenant's: ${reader}`, async () => {
    const one = await connected();
    const { store, chakra, clock } = one;
    chakra.script("delete", 503);
    await one.disconnect();
    chakra.signUp("plugin-1", "222");
    const other = world({ store, chakra, clock });
    let fail;
    chakra.script("get", new Promise((resolve) => (fail = resolve)), { status: 200, body: chakra.plugins.get("plugin-1") });
    const asked = one[reader]();
    await settled();
    assert.equal((await other.status()).body.state, "connected");
    chakra.heal("get");
    fail(503);
    const { body } = await asked;
    if (reader === "status") assert.equal(body.state, "connected");
    if (reader === "token") assert.equal(body.pluginId, "plugin-1");
    if (reader === "disconnect") assert.equal(chakra.plugins.get("plugin-1").isActive, false);
  });
}

test("a status under way does not undo a disconnect", async () => {
  const { disconnect, status, chakra, clock } = await connected();
  chakra.script("delete", 503);
  await disconnect();
  chakra.signUp("plugin-1", "222");
  let answer;
  const record = { status: 200, body: structuredClone(chakra.plugins.get("plugin-1")) };
  chakra.script("get", new Promise((resolve) => (answer = resolve)), record);
  const asked = status();
  await settled();
  // Otherwise both disconnects would have begun in the same millisecond.
  await clock.advance(1);
  chakra.heal("get");
  assert.equal((await disconnect()).status, 204);
  assert.equal(chakra.plugins.get("plugin-1").isActive, false);
  answer(record);
  assert.equal((await asked).body.state, "not_connected");
  assert.equal((await status()).body.state, "not_connected");
});

/** A world whose next call of the store's `method` with a result like this is followed by `act`. */
function followed({ store, chakra, clock }, method, isLike, act) {
  const one = async (...given) => {
    const result = await store[method](...given);
    if (act && isLike(...given)) {
      const now = act;
      act = undefined;
      await now();
    }
    return result;
  };
  const names = ["read", "write", "due", "list"];
  const plain = Object.fromEntries(names.map((it) => [it, (...given) => store[it](...given)]));
  return world({ store: { ...plain, [method]: one }, chakra, clock });
}

const isRelease = (_, record) => record.plugin === undefined;

for (const [other, restore] of [
  ["status", (it) => it.status()],
  ["maintenance", (it) => it.handler.maintain()],
]) {
  test(`a disconnect also ends a plugin that another process restores just after its own has ended: ${other}`, async () => {
    const first = await connected();
    const { chakra, clock } = first;
    chakra.script("delete", 503);
    await first.disconnect();
    await first.token();
    chakra.signUp("plugin-1", "222");
    await clock.advance(120_000);
    const racing = followed(first, "write", isRelease, () => restore(first));
    assert.equal((await racing.disconnect()).status, 204);
    assert.deepEqual([...chakra.plugins.values()].map((it) => it.isActive), [false, false]);
    assert.equal((await racing.status()).body.state, "not_connected");
  });
}

for (const [what, isBound, method, isLike] of [
  ["its own has ended", true, "write", isRelease],
  ["it has found none", false, "read", () => true],
]) {
  test(`the plugin of a token after a disconnect stays, just after ${what}`, async () => {
    const first = await connected();
    const { chakra } = first;
    if (!isBound) await first.disconnect();
    const racing = followed(first, method, isLike, () => first.token());
    assert.equal((await racing.disconnect()).status, 204);
    assert.equal((await first.record()).plugin.id, "plugin-2");
    assert.equal(chakra.plugins.get("plugin-2").isActive, true);
  });
}
