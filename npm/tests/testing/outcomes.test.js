// What each outcome leaves behind, and which callbacks the page gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTCOMES, mockChakra } from "chakra-whatsapp-connect/testing/playwright";
import { EMBED, FakePage } from "./fake-playwright.js";

const FINISHED = ["FINISH", "success"];
/** By outcome: the state after it, its numbers, and the callbacks. */
const EXPECTED = {
  finish: ["connected", 1, FINISHED],
  finish_only_waba: ["connected_without_number", 0, ["FINISH_ONLY_WABA"]],
  coexistence: ["connected_without_number", 0, ["FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"]],
  several_numbers: ["choose_number", 2, ["success"]],
  in_review: ["in_review", 1, FINISHED],
  cancel: ["not_connected", 0, ["CANCEL"]],
  close: ["not_connected", 0, []],
  error: ["not_connected", 0, ["CANCEL", "error"]],
  duplicate: ["connected", 1, [...FINISHED, ...FINISHED]],
  silent: ["connected", 1, []],
};

test("there are the ten outcomes, and the window has a button for each", async () => {
  assert.deepEqual(Object.keys(OUTCOMES), Object.keys(EXPECTED));
  const page = new FakePage();
  await mockChakra(page);
  const { body } = await page.send(EMBED + "signup");
  const offered = [...body.matchAll(/data-outcome="(\w+)"/g)].map(([, outcome]) => outcome);
  assert.deepEqual(offered.sort(), Object.keys(EXPECTED).sort());
});

for (const [outcome, [state, count, heard]] of Object.entries(EXPECTED)) {
  test(`${outcome} leaves ${state}`, async () => {
    const page = new FakePage();
    const mock = await mockChakra(page, { outcome });
    assert.equal((await page.status()).state, "not_connected");
    assert.deepEqual(await page.signUp(), heard);
    const status = await page.status();
    assert.equal(status.state, state);
    assert.equal(status.numbers.length, count);
    assert.equal(mock.state, state);
    assert.equal(status.reason === undefined, state === "connected");
    assert.equal(status.connectedSince === undefined, count !== 1);
  });
}

test("the number of a phone's app comes with the second status, and stays", async () => {
  const page = new FakePage();
  await mockChakra(page, { outcome: "coexistence" });
  await page.signUp();
  const states = [];
  for (let count = 0; count < 3; count += 1) states.push((await page.status()).state);
  assert.deepEqual(states, ["connected_without_number", "connected", "connected"]);
});

test("inspecting the mock does not bring a late number nearer", async () => {
  const page = new FakePage();
  const mock = await mockChakra(page, { outcome: "coexistence" });
  await page.signUp();
  assert.equal(mock.status.state, "connected_without_number");
  assert.equal(mock.status.state, "connected_without_number");
});

test("a chosen number becomes the connected one", async () => {
  const page = new FakePage();
  const mock = await mockChakra(page, { outcome: "several_numbers" });
  await page.signUp();
  const [, second] = (await page.status()).numbers;
  const answer = await page.post("/api/chakra/connect-event", { phoneNumberId: second.phoneNumberId });
  assert.equal(answer.status, 202);
  assert.deepEqual((await page.status()).numbers, [second]);
  assert.equal(mock.state, "connected");
});

test("a number that is not among them is refused as the reference backend does", async () => {
  const page = new FakePage();
  await mockChakra(page, { state: "choose_number" });
  const answer = await page.post("/api/chakra/connect-event", { phoneNumberId: "1" });
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, "unknown_number");
  assert.equal(answer.headers["content-type"], "application/problem+json");
});

test("a second signup replaces the first", async () => {
  const page = new FakePage();
  await mockChakra(page);
  await page.signUp();
  const [first] = (await page.status()).numbers;
  await page.signUp();
  const { numbers } = await page.status();
  assert.equal(numbers.length, 1);
  assert.notEqual(numbers[0].phoneNumberId, first.phoneNumberId);
});

test("a disconnect ends the connection and its plugin", async () => {
  const page = new FakePage();
  const mock = await mockChakra(page);
  await page.signUp();
  const before = (await page.post("/api/chakra/connect-token")).body.pluginId;
  assert.equal((await page.post("/api/chakra/disconnect")).status, 204);
  assert.equal(mock.state, "not_connected");
  assert.deepEqual((await page.status()).numbers, []);
  assert.notEqual((await page.post("/api/chakra/connect-token")).body.pluginId, before);
});
