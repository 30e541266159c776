// A tenant's first token, and every way in which the creation of its plugin can end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token as tokenOf } from "./support/fake-chakra.js";
import { settled } from "./support/fake-clock.js";
import { world } from "./support/world.js";

const PENDING = { status: 503, code: "plugin_pending" };

function refused({ status, body, headers }) {
  return { status, code: body.code, wait: headers.get("retry-after") };
}

test("the first token creates a plugin, and later ones are for the same one", async () => {
  const { token, chakra, record } = world();
  const first = await token();
  assert.equal(first.status, 200);
  assert.equal(first.body.pluginId, "plugin-1");
  assert.equal(first.body.expiresInSeconds, 3600);
  assert.equal((await token({ intent: "replace", pluginId: "plugin-1" })).body.pluginId, "plugin-1");
  assert.equal(chakra.plugins.size, 1);
  assert.deepEqual((await record()).reservations, []);
});

test("name, email and namespace reach Chakra, with the reservation's id in the name", async () => {
  const tenant = () => ({ id: "42", name: " Acme \n Inc ", email: "a@acme.test" });
  const { token, chakra } = world({ handler: { tenant, namespace: "prod" } });
  await token();
  const { told } = chakra.plugins.get("plugin-1");
  assert.match(told.newPluginName, /^Acme Inc · [0-9a-f]{8}$/);
  delete told.newPluginName;
  assert.deepEqual(told, { clientReferenceId: "prod:42", clientName: "Acme Inc", clientEmail: "a@acme.test" });
});

test("the reservation is stored before the call to Chakra", async () => {
  const { token, chakra, record } = world();
  let open;
  chakra.script("create", new Promise((resolve) => (open = resolve)));
  const asked = token();
  await settled();
  assert.equal(chakra.count("create"), 1);
  assert.equal((await record()).reservations[0].isUnknown, false);
  open();
  assert.equal((await asked).status, 200);
});

test("concurrent first calls create one plugin, in one process and in two", async () => {
  const one = world();
  const other = world({ store: one.store, chakra: one.chakra, clock: one.clock });
  const calls = [one, other, one, other, one].map(({ token }) => token());
  await one.clock.advance(1000);
  const ids = (await Promise.all(calls)).map(({ body }) => body.pluginId);
  assert.deepEqual(ids, Array(5).fill("plugin-1"));
  assert.equal(one.chakra.plugins.size, 1);
});

test("after a lost response, no plugin is created for 10 s, then 20 s", async () => {
  const { token, chakra, clock, record } = world();
  chakra.script("create", "done and lost");
  assert.equal((await token()).body.code, "chakra_unreachable");
  assert.equal((await record()).reservations[0].isUnknown, true);
  assert.deepEqual(refused(await token()), { ...PENDING, wait: "10" });
  await clock.advance(10_000);
  assert.equal((await token()).body.code, "chakra_unreachable");
  assert.deepEqual(refused(await token()), { ...PENDING, wait: "20" });
  chakra.heal("create");
  await clock.advance(20_000);
  assert.equal((await token()).status, 200);
  // The records of the unknown outcomes stay.
  assert.equal((await record()).reservations.length, 2);
  assert.equal(chakra.count("create"), 3);
});

for (const [what, answer, code, isUnknown] of [
  ["a connection that was never opened", "refused", "chakra_unreachable", false],
  ["a rejected key", 401, "chakra_unauthorized", false],
  ["a rejection", 422, "chakra_refused", false],
  ["a request abandoned by a gateway", 408, "chakra_refused", true],
  ["a server error", 503, "chakra_unavailable", true],
  ["a malformed response", { status: 200, body: "<html>" }, "chakra_bad_answer", true],
  ["a token without a plugin", { status: 200, body: { _data: { connectToken: "a.b.c" } } }, "chakra_token_unreadable", true],
  ["the API key instead of a token", { status: 200, body: { _data: { connectToken: "key" } } }, "chakra_bad_answer", true],
]) {
  test(`${what} leaves ${isUnknown ? "an unknown outcome" : "nothing behind"}`, async () => {
    const { token, chakra, record } = world();
    chakra.script("create", answer);
    assert.equal((await token()).body.code, code);
    const { reservations } = await record();
    assert.deepEqual(reservations.map((it) => it.isUnknown), isUnknown ? [true] : []);
    chakra.heal("create");
    assert.equal((await token()).status, isUnknown ? 503 : 200);
  });
}

test("a call times out after 6 s, and its outcome is unknown", async () => {
  const { token, chakra, clock, record } = world();
  chakra.script("create", "hang");
  const asked = token();
  await clock.advance(5_999);
  assert.equal((await record()).reservations[0].isUnknown, false);
  await clock.advance(1);
  assert.deepEqual([(await asked).status, (await asked).body.code], [504, "chakra_timeout"]);
  assert.equal((await record()).reservations[0].isUnknown, true);
});

test("a dead process's reservation is waited for, then unknown, then replaced", async () => {
  const dying = world();
  dying.chakra.script("create", new Promise(() => {}));
  void dying.token();
  await settled();
  // This world has its own clock; the other one stands still from here on.
  const next = world({ store: dying.store });
  const { clock } = next;
  const waiting = next.token();
  await clock.advance(4_200);
  assert.deepEqual(refused(await waiting), { ...PENDING, wait: "2" });
  // Three calls of 8 s, and 15 s.
  await clock.advance(39_000 - 4_200 - 1);
  const still = next.token();
  await clock.advance(1);
  await clock.advance(200);
  assert.deepEqual(refused(await still), { ...PENDING, wait: "10" });
  assert.equal((await next.record()).reservations[0].isUnknown, true);
  assert.equal(next.chakra.count("create"), 0);
  await clock.advance(10_000);
  assert.equal((await next.token()).status, 200);
});

test("a plugin known only after the lease has expired is bound if there is no other", async () => {
  const slow = world();
  let open;
  slow.chakra.script("create", new Promise((resolve) => (open = resolve)));
  // The process stalls, so its call takes arbitrarily long.
  const asked = slow.handler(request("acme"));
  await settled();
  const { store } = slow;
  const stored = await store.read("acme");
  const [reservation] = stored.record.reservations;
  const unknown = { ...stored.record, reservations: [{ ...reservation, isUnknown: true }] };
  assert.equal(await store.write("acme", unknown, stored.revision, undefined), "written");
  open();
  assert.equal((await asked).status, 200);
  assert.deepEqual((await slow.record()).reservations, []);
  assert.equal((await slow.record()).plugin.id, "plugin-1");
});

test("the maintenance deletes a surplus plugin, and the tenant's own stays", async () => {
  const slow = world();
  let open;
  slow.chakra.script("create", new Promise((resolve) => (open = resolve)), undefined);
  const asked = slow.token();
  await settled();
  const stored = await slow.store.read("acme");
  const other = { ...stored.record, reservations: [], plugin: { id: "other", since: 1, numbers: {} } };
  slow.chakra.plugins.set("other", { id: "other", isActive: true });
  await slow.store.write("acme", other, stored.revision, undefined);
  open();
  assert.equal((await asked).body.pluginId, "other");
  assert.deepEqual((await slow.record()).removals.map((it) => [it.pluginId, it.isSurplus]), [["plugin-1", true]]);
  await slow.handler.maintain();
  assert.deepEqual([...slow.chakra.plugins.keys()], ["other"]);
  assert.deepEqual((await slow.record()).removals, []);
});

test("a plugin that could not be stored is deleted again", async () => {
  const { store, failNext } = failing();
  const { token, chakra } = world({ store });
  let open;
  chakra.script("create", new Promise((resolve) => (open = resolve)));
  const asked = token();
  await settled();
  failNext();
  open();
  assert.deepEqual([(await asked).status, (await asked).body.code], [500, "storage_failed"]);
  assert.equal(chakra.plugins.size, 0);
  chakra.heal("create");
  assert.equal((await token()).status, 200);
});

test("another tenant's plugin is not accepted as a new one", async () => {
  const { token, chakra, record } = world();
  await token({}, { tenant: "other" });
  chakra.script("create", { status: 200, body: { _data: { connectToken: tokenOf("plugin-1") } } });
  assert.equal((await token()).body.code, "chakra_bad_answer");
  assert.equal((await record()).reservations[0].isUnknown, true);
  assert.deepEqual((await record()).removals, []);
  assert.equal(chakra.plugins.size, 1);
});

test("a plugin that two endpoints do not have is archived, and a new one created", async () => {
  const { token, chakra, record } = world();
  await token();
  chakra.plugins.clear();
  assert.equal((await token()).body.pluginId, "plugin-2");
  assert.deepEqual((await record()).former.map((it) => it.id), ["plugin-1"]);
});

test("a plugin that one endpoint has is kept", async () => {
  const { token, chakra, record } = world();
  await token();
  chakra.script("create", { status: 404, body: { _errors: ["Plugin not found"] } });
  assert.equal((await token()).body.code, "chakra_plugin_gone");
  assert.equal((await record()).plugin.id, "plugin-1");
});

test("a gateway's message does not make the handler forget a plugin", async () => {
  const { token, status, chakra, record } = world();
  await token();
  const words = { status: 503, body: { _errors: ["plugin service not found"] } };
  chakra.script("create", words);
  chakra.script("get", words);
  assert.equal((await token()).body.code, "chakra_unavailable");
  assert.equal((await status()).body.code, "chakra_unavailable");
  assert.equal((await record()).plugin.goneSince, undefined);
});

test("another tenant's plugin is rejected before any call to Chakra", async () => {
  const { token, chakra } = world();
  await token({}, { tenant: "other" });
  const refusal = await token({ pluginId: "plugin-1" });
  assert.deepEqual([refusal.status, refusal.body.code], [403, "plugin_not_yours"]);
  assert.equal(chakra.count("create"), 1);
});

test("a plugin that exists at Chakra can be adopted", async () => {
  const { handler, token, chakra } = world();
  chakra.plugins.set("old", { id: "old", isActive: true });
  assert.equal(await handler.adopt("acme", "old"), "adopted");
  assert.equal(await handler.adopt("acme", "old"), "already_adopted");
  assert.equal(await handler.adopt("acme", "new"), "other_plugin");
  assert.equal(await handler.adopt("birch", "old"), "of_another_tenant");
  assert.equal((await token()).body.pluginId, "old");
});

function request(tenant) {
  const headers = { "x-tenant": tenant, "content-type": "application/json" };
  return new Request("https://app.test/connect-token", { method: "POST", headers, body: "{}" });
}

/** A store whose next write fails. */
function failing() {
  const { store } = world();
  let isBroken = false;
  const write = (...values) => {
    const wasBroken = isBroken;
    isBroken = false;
    return wasBroken ? Promise.reject(new Error("disk full")) : store.write(...values);
  };
  const methods = ["read", "tenantOfPlugin", "due", "list"];
  const rest = Object.fromEntries(methods.map((name) => [name, (...values) => store[name](...values)]));
  return { store: { ...rest, write }, failNext: () => (isBroken = true) };
}

test("an unknown outcome is closed by the beginning of its id, and lengthens no pause any more", async () => {
  const { token, chakra, clock, handler, lines } = world();
  chakra.script("create", 503);
  await token();
  chakra.heal("create");
  const { reservation } = lines.find((it) => it.reservation);
  assert.equal(await handler.settle("acme", "00000000"), false);
  assert.equal(await handler.settle("globex", reservation), false);
  await assert.rejects(handler.settle("acme", reservation.slice(1)), TypeError);
  assert.equal(await handler.settle("acme", reservation), true);
  assert.equal(await handler.settle("acme", reservation), false);
  assert.equal((await token()).status, 200);
  assert.equal(chakra.plugins.size, 1);
  assert.equal(clock.now(), Date.UTC(2026, 0, 1));
});

test("a reservation of a dead process is logged, and can be closed; one that is open cannot", async () => {
  const dead = world();
  dead.chakra.script("create", new Promise(() => {}));
  void dead.token();
  await settled();
  // On a clock of its own: that of the dead process stands still.
  const { token, handler, lines, record, clock } = world({ store: dead.store });
  const id = (await record()).reservations[0].id.slice(0, 8);
  assert.equal(await handler.settle("acme", id), false);
  await clock.advance(120_000);
  const { code } = (await token()).body;
  assert.equal(code, "plugin_pending");
  const [line] = lines.filter((it) => it.reservation === id);
  assert.deepEqual([line.level, line.tenant], ["error", "acme"]);
  assert.equal(await handler.settle("acme", id), true);
  assert.equal((await token()).status, 200);
});
