// A process's clock that was far ahead blocks no tenant after it was corrected, or in another process.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/fake-clock.js";
import { world } from "./support/world.js";

const YEARS = 4 * 365 * 24 * 3_600_000;
const LEAD = 300_000;

async function connected(options = {}) {
  const made = world(options);
  await made.token();
  made.chakra.signUp("plugin-1", "111");
  return made;
}

async function checkedAt({ handler }) {
  handler.invalidate("acme");
  return Date.parse((await handler.status("acme")).checkedAt);
}

test("an open reservation from the future is that of a dead process", async () => {
  const ahead = world();
  ahead.chakra.script("create", new Promise(() => {}));
  void ahead.token();
  await settled();
  const next = world({ store: ahead.store });
  next.clock.setBack(YEARS);
  const { body, headers } = await next.token();
  assert.deepEqual([body.code, headers.get("retry-after")], ["plugin_pending", "10"]);
  await next.clock.advance(10_000);
  assert.equal((await next.token()).status, 200);
});

test("a pause after an unknown outcome that ends in the future is over", async () => {
  const { token, chakra, clock } = world();
  chakra.script("create", 503);
  await token();
  chakra.heal("create");
  clock.setBack(YEARS);
  assert.equal((await token()).status, 200);
});

test("a pause of up to two hours is kept", async () => {
  const { token, chakra, clock } = world();
  chakra.script("create", 503);
  await token();
  chakra.heal("create");
  clock.setBack(7_200_000 - 10_000);
  assert.equal((await token()).body.code, "plugin_pending");
  clock.setBack(1);
  assert.equal((await token()).status, 200);
});

test("a deletion that is due in the future is tried, once", async () => {
  const { disconnect, chakra, clock, handler } = await connected();
  chakra.script("delete", 503);
  await disconnect();
  clock.setBack(YEARS);
  await handler.maintain();
  await handler.maintain();
  assert.equal(chakra.count("delete"), 2);
  chakra.heal("delete");
  await clock.advance(3_600_000);
  await handler.maintain();
  assert.equal(chakra.plugins.size, 0);
});

for (const way of ["maintain", "status"]) {
  test(`a hook that counts as running until the future is called again: ${way}`, async () => {
    let calls = 0;
    const onConnected = () => {
      calls += 1;
      if (calls === 1) throw new Error("no mail server");
    };
    const { handler, clock } = await connected({ handler: { onConnected } });
    const call = { maintain: handler.maintain, status: () => checkedAt({ handler }) }[way];
    await checkedAt({ handler });
    await handler.drained();
    clock.setBack(YEARS);
    for (const expected of [2, 2]) {
      await call();
      await handler.drained();
      assert.equal(calls, expected);
    }
  });
}

test("the time of a check is ahead of the clock by five minutes at most", async () => {
  const made = await connected();
  const { clock } = made;
  clock.setBack(-YEARS);
  assert.equal(await checkedAt(made), clock.now());
  clock.setBack(YEARS);
  const corrected = await checkedAt(made);
  assert.equal(corrected, clock.now());
  // From here on, roughly equal clocks keep their order.
  assert.equal(await checkedAt(made), corrected + 1);
  clock.setBack(LEAD - 1);
  assert.equal(await checkedAt(made), corrected + 2);
  clock.setBack(1_000);
  assert.equal(await checkedAt(made), clock.now());
});

test("after a check from the future, changes are still noticed and reported", async () => {
  const heard = [];
  const hook = ({ state, checkedAt }) => void heard.push([state, Date.parse(checkedAt)]);
  const made = await connected({ handler: { onConnected: hook, onActionNeeded: hook } });
  const { chakra, clock, handler } = made;
  clock.setBack(-YEARS);
  const first = await checkedAt(made);
  clock.setBack(YEARS);
  chakra.accounts[0].chakraStatus = "BANNED";
  const second = await checkedAt(made);
  await handler.drained();
  assert.deepEqual(heard, [["connected", first], ["action_needed", second]]);
  // The ban was stored: it stays while the accounts cannot be read.
  chakra.script("accounts", 503);
  handler.invalidate("acme");
  assert.equal((await handler.status("acme")).state, "action_needed");
});

test("accounts that are unread since the future are out of date after ten minutes", async () => {
  const made = await connected();
  const { chakra, clock, handler } = made;
  await checkedAt(made);
  chakra.script("accounts", 503);
  clock.setBack(-YEARS);
  await checkedAt(made);
  clock.setBack(YEARS);
  const issues = async () => {
    handler.invalidate("acme");
    return (await handler.status("acme")).numbers[0].issues.length;
  };
  assert.equal(await issues(), 0);
  await clock.advance(600_000);
  assert.equal(await issues(), 0);
  await clock.advance(1);
  assert.equal(await issues(), 1);
});

test("a number that was first seen in the future is first seen now, and lapses as any other", async () => {
  const made = await connected();
  const { chakra, clock, handler } = made;
  clock.setBack(-YEARS);
  await checkedAt(made);
  clock.setBack(YEARS);
  const status = () => (handler.invalidate("acme"), handler.status("acme"));
  const { connectedSince } = await status();
  assert.equal(Date.parse(connectedSince), clock.now());
  await clock.advance(1_000);
  assert.equal((await status()).connectedSince, connectedSince);
  chakra.numbers.delete("111");
  await clock.advance(600_000);
  assert.equal((await status()).state, "connected_without_number");
});

test("an unknown outcome from the future lengthens no pause", async () => {
  const { token, chakra, clock } = world();
  chakra.script("create", 503);
  clock.setBack(-YEARS);
  await token();
  clock.setBack(YEARS);
  await token();
  assert.equal((await token()).headers.get("retry-after"), "10");
});
