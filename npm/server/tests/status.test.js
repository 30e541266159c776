// The content of a status, how long it is cached, and its time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/fake-clock.js";
import { world } from "./support/world.js";

async function connected(options, ...numbers) {
  const made = world(options);
  await made.token();
  made.chakra.signUp("plugin-1", ...(numbers.length > 0 ? numbers : ["111"]));
  made.handler.invalidate("acme");
  return made;
}

/** The state, newly requested from Chakra. */
async function fresh({ status, handler }) {
  handler.invalidate("acme");
  return (await status()).body;
}

test("a connected number is reported with its known details", async () => {
  const made = await connected();
  Object.assign(made.chakra.numbers.get("111"), {
    verifiedName: "Acme",
    qualityScore: { score: "GREEN" },
    messagingLimitTier: "TIER_1K",
  });
  const body = await fresh(made);
  assert.deepEqual(body, {
    state: "connected",
    numbers: [
      {
        phoneNumberId: "111",
        displayPhoneNumber: "+1 111",
        verifiedName: "Acme",
        qualityRating: "GREEN",
        messagingLimitTier: "TIER_1K",
        issues: [],
      },
    ],
    connectedSince: "2026-01-01T00:00:00.000Z",
    checkedAt: body.checkedAt,
  });
});

for (const [word, state] of [
  ["CONNECTED", "connected"],
  ["pending", "connected"],
  ["Manual Review", "in_review"],
  ["RESTRICTED", "action_needed"],
  ["BANNED", "action_needed"],
  ["DISCONNECTED", "reconnect_needed"],
  ["offline", "reconnect_needed"],
  ["DELETED", "reconnect_needed"],
]) {
  test(`${word} of a number is ${state}, and of its account as well`, async () => {
    const made = await connected();
    made.chakra.numbers.get("111").status = word;
    assert.equal((await fresh(made)).state, state);
    made.chakra.numbers.get("111").status = "CONNECTED";
    made.chakra.accounts[0].chakraStatus = word;
    assert.equal((await fresh(made)).state, state);
  });
}

test("an unknown word is shown as an issue, and logged", async () => {
  const made = await connected();
  made.chakra.numbers.get("111").status = "NEW_WORD";
  const { state, numbers } = await fresh(made);
  assert.equal(state, "connected");
  assert.equal(numbers[0].issues[0].message, "Chakra reports a status of the number that is not known here.");
  assert.ok(made.lines.some((it) => it.word === "NEW_WORD" && it.field === "status"));
});

test("a number without a record is tolerated for ten minutes", async () => {
  const made = await connected();
  made.chakra.numbers.clear();
  assert.equal((await fresh(made)).state, "connected");
  await made.clock.advance(600_000);
  assert.equal((await fresh(made)).state, "connected");
  await made.clock.advance(1);
  assert.equal((await fresh(made)).state, "connected_without_number");
});

test("an unreadable record affects only itself", async () => {
  const made = await connected({}, "111", "222");
  made.chakra.script("number", 500, undefined);
  const { state, numbers } = await fresh(made);
  assert.equal(state, "choose_number");
  assert.deepEqual(numbers.map((it) => it.issues.length), [1, 0]);
  made.chakra.script("number", 500);
  assert.equal((await fresh(made)).code, "chakra_unavailable");
});

test("a choice stays valid until a new number appears", async () => {
  const made = await connected({}, "111", "222");
  assert.equal((await fresh(made)).state, "choose_number");
  assert.equal((await made.event({ phoneNumberId: "333" })).body.code, "unknown_number");
  assert.equal((await made.event({ phoneNumberId: "222" })).status, 202);
  const chosen = (await made.status()).body;
  assert.deepEqual([chosen.state, chosen.numbers.map((it) => it.phoneNumberId)], ["connected", ["222"]]);
  made.chakra.signUp("plugin-1", "111", "222", "333");
  assert.equal((await fresh(made)).state, "choose_number");
});

test("a status is cached for two seconds, or for half a second after a change", async () => {
  const made = await connected();
  const checks = async (milliseconds) => {
    await made.clock.advance(milliseconds);
    const before = made.chakra.count("get");
    await made.status();
    return made.chakra.count("get") - before;
  };
  await made.status();
  assert.equal(await checks(499), 0);
  assert.equal(await checks(1), 1);
  await made.clock.advance(120_000);
  assert.equal(await checks(0), 1);
  assert.equal(await checks(1_999), 0);
  assert.equal(await checks(1), 1);
});

test("concurrent requests share one check, and its failure", async () => {
  const made = await connected();
  const before = made.chakra.count("get");
  const answers = await Promise.all(Array.from({ length: 20 }, () => made.status()));
  assert.equal(made.chakra.count("get") - before, 1);
  assert.equal(new Set(answers.map(({ body }) => body.checkedAt)).size, 1);
});

test("a check from before a change is not cached", async () => {
  const made = await connected();
  let open;
  made.chakra.script("get", new Promise((resolve) => (open = resolve)), undefined);
  const early = made.status();
  await settled();
  await made.event({ attemptId: "a", event: "FINISH" });
  open();
  await early;
  const before = made.chakra.count("get");
  await made.status();
  assert.equal(made.chakra.count("get") - before, 1);
});

test("checkedAt is the time before the call to Chakra", async () => {
  const made = await connected();
  let open;
  made.chakra.script("get", new Promise((resolve) => (open = resolve)));
  const started = made.clock.now();
  const slow = made.status();
  await made.clock.advance(5_000);
  open();
  const checkedAt = Date.parse((await slow).body.checkedAt);
  assert.ok(checkedAt - started < 1000, String(checkedAt - started));
});

test("checkedAt does not go backwards if a clock is set back by up to five minutes", async () => {
  const made = await connected();
  const late = Date.parse((await fresh(made)).checkedAt);
  made.clock.setBack(300_000);
  const after = Date.parse((await fresh(made)).checkedAt);
  assert.equal(after, late + 1);
  const { store, chakra } = made;
  const other = world({ store, chakra });
  assert.ok(Date.parse((await fresh(other)).checkedAt) > after);
});

test("another process's change ends a cached status", async () => {
  const one = await connected();
  assert.equal((await one.status()).body.state, "connected");
  const { store, chakra, clock } = one;
  const other = world({ store, chakra, clock });
  await other.disconnect();
  assert.equal((await one.status()).body.state, "not_connected");
});

test("a deactivated plugin requires a reconnect, a deleted one a new connection", async () => {
  const made = await connected();
  made.chakra.plugins.get("plugin-1").isActive = false;
  assert.equal((await fresh(made)).state, "reconnect_needed");
  made.chakra.plugins.clear();
  assert.equal((await fresh(made)).state, "not_connected");
  assert.ok((await made.record()).plugin.goneSince > 0);
});

test("at most 20 numbers are requested", async () => {
  const made = await connected({}, ...Array.from({ length: 30 }, (_, it) => String(it)));
  const before = made.chakra.count("number");
  assert.equal((await fresh(made)).numbers.length, 20);
  assert.equal(made.chakra.count("number") - before, 20);
});
