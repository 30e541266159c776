// Two keys of Chakra's API during a rotation.

import assert from "node:assert/strict";
import { test } from "node:test";
import { API, KEY } from "./support/fake-chakra.js";
import { settled } from "./support/fake-clock.js";
import { server } from "./support/package.js";
import { world } from "./support/world.js";

const NEXT = "n3xt-key-0f-the-tests";

const withBoth = () => world({ handler: { apiKey: KEY, nextApiKey: NEXT } });
/** The keys of the calls since the last use of this function. */
const keys = ({ chakra }) => chakra.keys.splice(0);

test("no call fails during a key rotation", async () => {
  const made = withBoth();
  assert.equal((await made.token()).status, 200);
  assert.deepEqual(keys(made), [KEY]);
  // The partner switches the key at Chakra.
  made.chakra.key = NEXT;
  assert.equal((await made.token()).status, 200);
  assert.deepEqual(keys(made), [KEY, NEXT]);
  // The last accepted key is tried first.
  assert.equal((await made.token()).status, 200);
  assert.deepEqual(keys(made), [NEXT]);
  made.chakra.key = KEY;
  assert.equal((await made.token()).status, 200);
  assert.deepEqual(keys(made), [NEXT, KEY]);
  const told = made.lines.filter((it) => it.message.includes("accepted the other one"));
  assert.equal(told.length, 2);
  assert.ok(!JSON.stringify(made.lines).includes(NEXT));
});

test("a plugin is created once, even if the first key is rejected", async () => {
  const made = withBoth();
  made.chakra.key = NEXT;
  assert.equal((await made.token()).body.pluginId, "plugin-1");
  assert.equal(made.chakra.plugins.size, 1);
});

test("if neither key is accepted, the key is reported", async () => {
  const made = withBoth();
  made.chakra.key = "neither";
  const { status, body } = await made.token();
  assert.deepEqual([status, body.code], [502, "chakra_unauthorized"]);
  assert.deepEqual(keys(made), [KEY, NEXT]);
});

test("the other key is tried if the key is rejected, but not if a right is missing", async () => {
  const made = withBoth();
  for (const answer of [403, 500, 429, "lost"]) {
    made.chakra.script("create", answer);
    assert.notEqual((await made.token({}, { tenant: `t${answer}` })).status, 200);
    assert.deepEqual(keys(made), [KEY], String(answer));
    await made.clock.advance(60_000);
  }
});

test("each key has the time limit of a call, and a change at Chakra that of both", async () => {
  const made = withBoth();
  made.chakra.key = NEXT;
  made.chakra.script("create", "hang");
  const asked = made.token();
  await settled();
  const [{ beganAt, until }] = (await made.record()).reservations;
  // Three calls with two keys and a wait for a place each, and a margin.
  assert.equal(until - beganAt, (2 * 6_000 + 2_000) * 3 + 15_000);
  await made.clock.advance(5_999);
  assert.equal((await made.record()).reservations[0].isUnknown, false);
  await made.clock.advance(1);
  assert.equal((await asked).body.code, "chakra_timeout");
});

test("either key alone is enough, and a missing key is reported", async () => {
  for (const handler of [{ apiKey: " ", nextApiKey: `${KEY}\n` }, { nextApiKey: undefined }]) {
    assert.equal((await world({ handler }).token()).status, 200);
  }
  const without = world({ handler: { apiKey: undefined } });
  assert.equal((await without.token()).body.code, "chakra_unauthorized");
  assert.ok(without.lines.some((it) => it.message.includes("apiKey is empty")));
  assert.deepEqual(keys(without), []);
});

test("an invalid key is reported by its option, never by its text", () => {
  for (const option of ["apiKey", "nextApiKey"]) {
    const options = { apiKey: KEY, apiUrl: API, tenant: () => "a", store: server.memoryStore(), [option]: `${NEXT} ${NEXT}` };
    assert.throws(
      () => server.createConnectHandler(options),
      (error) => error.message.startsWith(`${option} holds`) && !`${error.message}${error.stack}`.includes(NEXT),
    );
  }
});
