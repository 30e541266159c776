// Limits on the load on Chakra, and on the time of a request.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/fake-clock.js";
import { world } from "./support/world.js";

const wait = ({ headers }) => Number(headers.get("retry-after"));

test("a request has one deadline of 12 s, whatever it waits for", async () => {
  const { status, clock } = world({ handler: { tenant: () => new Promise(() => {}) } });
  const asked = status();
  let isAnswered = false;
  void asked.then(() => (isAnswered = true));
  await clock.advance(11_999);
  assert.equal(isAnswered, false);
  await clock.advance(1);
  assert.deepEqual([(await asked).status, (await asked).body.code], [504, "chakra_timeout"]);
});

test("a change continues after its request has timed out", async () => {
  const { token, disconnect, chakra, clock, handler } = world();
  await token();
  const opened = [];
  for (const endpoint of ["update", "delete"]) {
    chakra.script(endpoint, new Promise((resolve) => opened.push(resolve)));
  }
  const ending = disconnect();
  await clock.advance(5_999);
  opened[0]();
  await clock.advance(5_999);
  opened[1]();
  await clock.advance(1);
  await handler.drained();
  assert.equal((await ending).status, 204);
  assert.equal(chakra.plugins.size, 0);
});

test("work after the response is passed to waitUntil, from the options and from the platform", async () => {
  const kept = [];
  const { handler, chakra } = world({ handler: { waitUntil: (work) => kept.push(work) } });
  const headers = { "x-tenant": "acme", "content-type": "application/json" };
  const request = new Request("https://app.test/connect-token", { method: "POST", headers, body: "{}" });
  const context = { own: [], waitUntil(work) { this.own.push(work); } };
  await handler(request, context);
  assert.equal(chakra.plugins.size, 1);
  assert.equal(kept.length, context.own.length);
  assert.ok(kept.length >= 2);
  await Promise.all([...kept, ...context.own]);
});

for (const [what, endpoint, method, path, body] of [
  ["a token", "create", "POST", "connect-token", {}],
  ["a status", "get", "GET", "status"],
  ["a choice", "get", "POST", "connect-event", { phoneNumberId: "111" }],
  ["a disconnect", "update", "POST", "disconnect", {}],
]) {
  // Otherwise a worker would drop it with a cancelled request, and with it the tenant's lock.
  test(`${what} is kept alive to its end by the platform's waitUntil`, async () => {
    const { token, chakra, handler } = world();
    await token();
    chakra.signUp("plugin-1", "111", "222");
    let answer;
    chakra.script(endpoint, new Promise((resolve) => (answer = resolve)), undefined);
    const kept = [];
    const headers = { "x-tenant": "acme", "content-type": "application/json" };
    const request = new Request(`https://app.test/${path}`, { method, headers, body: body && JSON.stringify(body) });
    const asked = handler(request, { waitUntil: (work) => kept.push(work) });
    await settled();
    let isOver = false;
    const ended = Promise.all(kept).then(() => (isOver = true));
    await settled();
    assert.equal(isOver, false);
    answer();
    await ended;
    assert.ok((await asked).ok);
  });
}

test("a 429 closes the gate for all tenants, for as long as Chakra says", async () => {
  const { token, status, chakra, clock } = world();
  await token();
  chakra.script("get", { status: 429, body: {}, headers: { "retry-after": "7" } }, undefined);
  const refused = await status();
  assert.deepEqual([refused.status, refused.body.code, wait(refused)], [429, "chakra_rate_limited", 7]);
  const calls = chakra.calls.length;
  await clock.advance(2_500);
  const other = await token({}, { tenant: "birch" });
  assert.deepEqual([other.status, wait(other)], [429, 5]);
  assert.equal(chakra.calls.length, calls);
  await clock.advance(4_500);
  assert.equal((await token({}, { tenant: "birch" })).status, 200);
});

for (const [said, answer, seconds] of [
  ["an hour", { status: 429, body: {}, headers: { "retry-after": "3600" } }, 60],
  ["nothing", { status: 429, body: {} }, 1],
  ["milliseconds in a body", { status: 429, body: { data: { retry_after_ms: 2500 } } }, 3],
  ["no time at all", { status: 429, body: {}, headers: { "retry-after": "0" } }, 1],
  ["a date", { status: 429, body: {}, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" } }, 9],
]) {
  test(`the gate closes for ${seconds} s if Chakra says ${said}`, async () => {
    const { token, chakra } = world();
    chakra.script("create", answer);
    const refused = await token();
    assert.deepEqual([refused.body.code, wait(refused)], ["chakra_rate_limited", seconds]);
  });
}

test("a message about a wait without a 429 affects only that call", async () => {
  const { token, chakra } = world();
  chakra.script("create", { status: 400, body: { _errors: ["Too many calls, retry after 4000 ms"] } }, undefined);
  const refused = await token();
  assert.deepEqual([refused.status, refused.body.code, wait(refused)], [429, "chakra_rate_limited", 4]);
  assert.equal((await token()).status, 200);
});

test("after the wait one call goes first, and the others wait for its result", async () => {
  const { token, status, chakra, clock } = world();
  for (const tenant of ["a", "b", "c"]) await token({}, { tenant });
  chakra.script("get", { status: 429, body: {} });
  assert.equal(wait(await status({ tenant: "a" })), 1);
  await clock.advance(1_000);
  let open;
  chakra.script("get", new Promise((resolve) => (open = resolve)), undefined);
  const before = chakra.count("get");
  const asked = ["a", "b", "c"].map((tenant) => status({ tenant }));
  await settled();
  assert.equal(chakra.count("get") - before, 1);
  open();
  assert.deepEqual((await Promise.all(asked)).map((it) => it.status), [200, 200, 200]);
});

test("a rejected probe doubles the wait", async () => {
  const { token, chakra, clock } = world();
  chakra.script("create", { status: 429, body: {} });
  for (const seconds of [1, 2, 4, 8, 16, 32, 32]) {
    assert.equal(wait(await token()), seconds);
    await clock.advance(seconds * 1000);
  }
});

test("32 calls are made at once; further ones wait for two seconds, and are then busy", async () => {
  const { token, chakra, clock } = world();
  chakra.script("create", new Promise(() => {}));
  const asked = Array.from({ length: 33 }, (_, it) => token({}, { tenant: `t${it}` }));
  await clock.advance(1_999);
  assert.equal(chakra.count("create"), 32);
  await clock.advance(1);
  const answers = await Promise.race([Promise.any([asked[32]]), settled()]);
  assert.deepEqual([answers.body.code, wait(answers)], ["busy", 1]);
});

test("a call that waits for a place gets one when another call ends", async () => {
  const { token, chakra, clock } = world();
  let open;
  chakra.script("create", new Promise((resolve) => (open = resolve)), new Promise(() => {}));
  const first = token({}, { tenant: "first" });
  await settled();
  for (let it = 0; it < 31; it += 1) void token({}, { tenant: `t${it}` });
  await settled();
  const last = token({}, { tenant: "last" });
  await settled();
  assert.equal(chakra.count("create"), 32);
  open();
  await first;
  await settled();
  assert.equal(chakra.count("create"), 33);
  await clock.advance(6_000);
  assert.equal((await last).body.code, "chakra_timeout");
});

test("a tenant may make 60 calls at once, and then one each second", async () => {
  const { event, status, clock } = world();
  const hint = { attemptId: "a", event: "FINISH" };
  for (let call = 0; call < 60; call += 1) assert.equal((await event(hint)).status, 202);
  const refused = await event(hint);
  assert.deepEqual([refused.status, refused.body.code, wait(refused)], [429, "rate_limited", 1]);
  assert.equal((await event(hint, { tenant: "birch" })).status, 202);
  await clock.advance(1_000);
  assert.equal((await event(hint)).status, 202);
  assert.equal((await event(hint)).status, 429);
  // Your own code has no limit, and a cached status is free.
  assert.equal((await status()).status, 429);
});

test("a tenant's calls wait for each other for a few seconds at most", async () => {
  const { token, disconnect, chakra, clock } = world();
  chakra.script("create", "hang");
  void token();
  await settled();
  const waiting = disconnect();
  await clock.advance(4_000);
  assert.deepEqual([(await waiting).body.code, wait(await waiting)], ["busy", 1]);
});

test("a store that does not respond times out after 4 s", async () => {
  const { store } = world();
  const { status, clock } = world({ store: { ...methods(store), read: () => new Promise(() => {}) } });
  const asked = status();
  await clock.advance(4_000);
  assert.deepEqual([(await asked).status, (await asked).body.code], [503, "storage_unavailable"]);
});

/** A stored removal that is due for each of these tenants. */
async function withRemovals(tenants, made = world()) {
  const { store, clock } = made;
  for (const [place, tenant] of tenants.entries()) {
    const { record, revision = 0 } = (await store.read(tenant)) ?? {};
    const removal = { pluginId: `p${place}`, isSurplus: true, isDeactivated: true, since: 0, tries: 0, due: clock.now() + place };
    const empty = { reservations: [], removals: [], former: [], checkedAt: 0, ...record };
    const removals = [...empty.removals, removal];
    await store.write(tenant, { ...empty, removals }, revision, removals[0].due);
  }
  await clock.advance(10);
  return made;
}

for (const [what, tenantOf] of [
  ["of several tenants", (it) => `t${it}`],
  ["of one tenant", () => "acme"],
]) {
  const tenants = [1, 2, 3].map(tenantOf);

  test(`the maintenance begins nothing that may last longer than 28 s, and the next one continues: plugins ${what}`, async () => {
    const { chakra, clock, handler } = await withRemovals(tenants);
    // After the first one, 22 s are left: three calls may take 24 s.
    chakra.script("delete", "hang");
    for (const tried of [1, 2, 3]) {
      void handler.maintain();
      await clock.advance(25_000);
      assert.equal(chakra.count("delete"), tried);
    }
  });

  test(`the maintenance does all that is due if Chakra answers fast: plugins ${what}`, async () => {
    const { chakra, handler } = await withRemovals(tenants);
    await handler.maintain();
    assert.equal(chakra.count("delete"), 3);
  });

  test(`with two keys, whose three calls may take longer than a pass, each pass does one thing: plugins ${what}`, async () => {
    const { chakra, handler } = await withRemovals(tenants, world({ handler: { nextApiKey: "next-key" } }));
    for (const tried of [1, 2, 3]) {
      await handler.maintain();
      assert.equal(chakra.count("delete"), tried);
    }
  });
}

test("the maintenance begins no check for a failed hook that may last longer than 28 s", async () => {
  const onConnected = () => {
    throw new Error("no mail server");
  };
  const made = world({ handler: { onConnected } });
  const { chakra, clock, handler, token } = made;
  await token();
  chakra.signUp("plugin-1", "111");
  await handler.status("acme");
  await handler.drained();
  await clock.advance(60_000);
  await withRemovals(["acme"], made);
  chakra.script("delete", "hang");
  const before = chakra.count("accounts");
  void handler.maintain();
  await clock.advance(25_000);
  assert.equal(chakra.count("accounts"), before);
  void handler.maintain();
  await clock.advance(25_000);
  assert.equal(chakra.count("accounts"), before + 1);
});

function methods(store) {
  const names = ["read", "write", "tenantOfPlugin", "due", "list"];
  return Object.fromEntries(names.map((name) => [name, (...values) => store[name](...values)]));
}
