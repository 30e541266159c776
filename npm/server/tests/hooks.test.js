// The hooks: each change is reported at least once, with the numbers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/fake-clock.js";
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
  /** As `check`, while other work is open. */
  const look = async () => {
    made.handler.invalidate("acme");
    await made.status();
    await settled();
  };
  return { ...made, heard, check, look };
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

test("a hook that hangs is waited for one minute, also by maintain", async () => {
  const made = await told(() => new Promise(() => {}));
  await made.token();
  made.chakra.signUp("plugin-1", "111");
  await made.look();
  const isOver = async (waiting) => {
    let over = false;
    void waiting.then(() => (over = true));
    await made.clock.advance(59_999);
    assert.equal(over, false);
    await made.clock.advance(1);
    return over;
  };
  assert.equal(await isOver(made.handler.drained()), true);
  // The hook is called again.
  assert.equal(await isOver(made.handler.maintain()), true);
  assert.equal(made.heard.length, 2);
  assert.equal(made.lines.filter((it) => it.seconds === 60).length, 2);
});

test("a hook that succeeds late is not called again", async () => {
  let open;
  const { token, chakra, look, clock, handler, heard } = await told(
    () => new Promise((resolve) => (open = resolve)),
  );
  await token();
  chakra.signUp("plugin-1", "111");
  await look();
  await clock.advance(60_000);
  open();
  await settled();
  await handler.maintain();
  assert.equal(heard.length, 1);
});

test("a hook of the own code's call is kept alive by its context", async () => {
  let open;
  const { token, chakra, handler, heard } = await told(() => new Promise((resolve) => (open = resolve)));
  await token();
  chakra.signUp("plugin-1", "111");
  for (const call of ["status", "disconnect"]) {
    const kept = [];
    handler.invalidate("acme");
    await handler[call]("acme", { waitUntil: (work) => kept.push(work) });
    let isEnded = false;
    const ended = Promise.all(kept).then(() => (isEnded = true));
    await settled();
    assert.equal(isEnded, false, call);
    open();
    await ended;
  }
  assert.equal(heard.length, 2);
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

/** A connected world in which an early check sees a ban, and has not ended yet. */
async function withEarlyBan(fail, isTold = true) {
  const made = await told(fail);
  const { token, chakra, check, handler } = made;
  await token();
  chakra.signUp("plugin-1", "111");
  if (isTold) await check();
  let answer;
  chakra.script("accounts", new Promise((resolve) => (answer = resolve)), undefined);
  handler.invalidate("acme");
  const early = handler.status("acme");
  await settled();
  const end = async () => {
    const banned = chakra.accounts.map((it) => ({ ...it, chakraStatus: "BANNED" }));
    answer({ status: 200, body: { _data: banned } });
    assert.equal((await early).state, "action_needed");
    await handler.drained();
  };
  return { ...made, end };
}

test("a change is reported although a newer check began, and failed", async () => {
  const { chakra, status, handler, heard, end } = await withEarlyBan();
  chakra.script("get", 503);
  handler.invalidate("acme");
  assert.equal((await status()).status, 503);
  await end();
  assert.deepEqual(heard.map(([kind]) => kind), ["connected", "action_needed"]);
});

test("a change is not reported after the result of a newer check, even if that reports nothing", async () => {
  const { look, heard, end } = await withEarlyBan();
  await look();
  await end();
  assert.deepEqual(heard.map(([kind]) => kind), ["connected"]);
});

for (const isTold of [true, false]) {
  test(`a change is not reported after the result of a newer check that found a review: ${isTold ? "a later" : "the first"} one`, async () => {
    const made = await withEarlyBan(() => {}, isTold);
    review(made);
    await made.look();
    await made.end();
    const first = isTold ? ["connected"] : [];
    assert.deepEqual(made.heard.map(([kind]) => kind), first);
    // The end of the review is reported as before.
    made.chakra.numbers.get("111").status = "BANNED";
    await made.check();
    assert.deepEqual(made.heard.map(([kind]) => kind), [...first, "action_needed"]);
  });
}

test("the first change is not reported after the result of a newer check that found nothing", async () => {
  const { chakra, look, heard, end } = await withEarlyBan(() => {}, false);
  chakra.plugins.get("plugin-1").serverConfig = {};
  chakra.plugins.get("plugin-1").auth = {};
  await look();
  await end();
  assert.deepEqual(heard, []);
});

test("a hook that runs during a newer check of the same state has succeeded, and older results stay ignored", async () => {
  let finish;
  let isSlow = true;
  const slow = () => isSlow && new Promise((resolve) => (finish = resolve));
  const { token, chakra, look, clock, handler, heard, record } = await told(slow);
  await token();
  chakra.signUp("plugin-1", "111");
  await look();
  isSlow = false;
  await look();
  finish();
  await handler.drained();
  assert.equal((await record()).told.until, undefined);
  await clock.advance(60_000);
  await handler.maintain();
  await handler.drained();
  assert.equal(heard.length, 1);
});

test("a hook that succeeds late does not count for a newer change", async () => {
  const finish = [];
  let failures = 0;
  const { token, chakra, check, look, clock, handler, heard } = await told((kind) => {
    if (kind === "action_needed") return;
    if (finish.length === 0) return new Promise((resolve) => finish.push(resolve));
    if ((failures += 1) === 1) throw new Error("no mail server");
  });
  await token();
  chakra.signUp("plugin-1", "111");
  await look();
  chakra.numbers.get("111").status = "BANNED";
  await look();
  chakra.numbers.get("111").status = "CONNECTED";
  await look();
  finish[0]();
  await handler.drained();
  await clock.advance(60_000);
  await check();
  assert.deepEqual(heard.map(([kind]) => kind), ["connected", "action_needed", "connected", "connected"]);
});

/** A world whose tenant has a failed hook, which is due. */
async function withFailedHook() {
  let isBroken = true;
  const made = await told(() => {
    if (isBroken) throw new Error("no mail server");
  });
  await made.token();
  made.chakra.signUp("plugin-1", "111");
  await made.check();
  await made.clock.advance(60_000);
  isBroken = false;
  return made;
}

const review = ({ chakra }) => void (chakra.numbers.get("111").status = "MANUAL_REVIEW");
const healthy = ({ chakra }) => void (chakra.numbers.get("111").status = "CONNECTED");
for (const [what, hinder, help] of [
  ["a tenant in review", review, healthy],
  ["a check that fails", ({ chakra }) => chakra.script("get", 503), ({ chakra }) => chakra.heal("get")],
]) {
  test(`a failed hook is retried with pauses that double to an hour: ${what}`, async () => {
    const made = await withFailedHook();
    const { chakra, clock, handler, heard } = made;
    const pass = async () => {
      await handler.maintain();
      await handler.drained();
      await clock.advance(30_000);
    };
    hinder(made);
    const before = chakra.count("get");
    await pass();
    assert.equal(chakra.count("get") - before, 1);
    for (let passes = 0; passes < 6 * 120; passes += 1) await pass();
    const checks = chakra.count("get") - before;
    assert.ok(checks >= 8 && checks <= 14, `${checks} checks in six hours`);
    help(made);
    for (let passes = 0; passes <= 120; passes += 1) await pass();
    assert.deepEqual(heard.map(([kind]) => kind), ["connected", "connected"]);
  });
}

test("a failed hook that a deployment has removed causes no check", async () => {
  const { store, chakra, clock } = await withFailedHook();
  const next = world({ store, chakra, clock });
  const before = chakra.count("get");
  await next.handler.maintain();
  await next.handler.drained();
  assert.equal(chakra.count("get"), before);
  assert.deepEqual(await store.due(clock.now(), 1), []);
});

test("a customer's check calls a failed hook whose retry is postponed", async () => {
  const made = await withFailedHook();
  review(made);
  await made.handler.maintain();
  healthy(made);
  await made.check();
  assert.deepEqual(made.heard.map(([kind]) => kind), ["connected", "connected"]);
});

test("tenants whose failed hook cannot be called yet do not keep others from being maintained", async () => {
  const { call, chakra, clock, handler } = await told(() => {
    throw new Error("no mail server");
  });
  for (let it = 1; it <= 21; it += 1) {
    const tenant = `t${it}`;
    await call("POST", "connect-token", { tenant, body: {} });
    chakra.signUp(`plugin-${it}`, `${it}`);
    if (it <= 20) await handler.status(tenant);
  }
  await handler.drained();
  for (const number of chakra.numbers.values()) number.status = "MANUAL_REVIEW";
  await clock.advance(50_000);
  chakra.script("delete", 503);
  await handler.disconnect("t21");
  chakra.heal("delete");
  await clock.advance(40_000);
  await handler.maintain();
  await handler.maintain();
  assert.equal(chakra.plugins.has("plugin-21"), false);
});
