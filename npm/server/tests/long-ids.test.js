// Ids that Chakra sends as numbers, with more digits than JavaScript's numbers keep.

import assert from "node:assert/strict";
import { test } from "node:test";
import { world } from "./support/world.js";

/** As JavaScript's number, it is another id: …992. */
const ID = "9007199254740993";

/** A world whose plugin has that account and that number; `connection` is its status. */
async function connected() {
  const made = world();
  await made.token();
  made.chakra.signUp("plugin-1", ID);
  made.chakra.plugins.get("plugin-1").auth.whatsappBusinessAccountsById = { [ID]: {} };
  const connection = async () => {
    made.handler.invalidate("acme");
    return (await made.status()).body;
  };
  const says = (endpoint, body) => made.chakra.script(endpoint, { status: 200, body });
  return { ...made, connection, says };
}

/** Forms of a long number in valid JSON. `%` is the number. */
const FORMS = [
  '{"_data":[{"id":%,"chakraStatus":"BANNED"}]}',
  '[{"id" : %\n,"chakraStatus":"BANNED"}]',
  '{"_data":[{"chakraStatus":"BANNED","id":\t%}]}',
  // Texts that look like the end of a text, or like a number outside of one.
  '{"_data":[{"name":"\\"", "other":"\\\\", "id":%, "chakraStatus":"BANNED"}]}',
  '{"_data":[{"name":"a\\\\\\",1234567890123456789", "id":%, "chakraStatus":"BANNED"}]}',
  // Other numbers with many digits.
  '{"_data":[{"x":[-12345678901234567,1.2345678901234567,-1e-12345678901234567,12345678901234567E1,0],"id":%,"chakraStatus":"BANNED"}]}',
];

for (const form of FORMS) {
  test(`a ban of an account whose id is a long number is reported: ${form}`, async () => {
    const { connection, says } = await connected();
    says("accounts", form.replace("%", ID));
    assert.equal((await connection()).state, "action_needed");
    says("accounts", form.replace("%", "9007199254740992"));
    assert.equal((await connection()).state, "action_needed", "known from before");
  });
}

test("a number's record may have long numbers as ids, and another one's is not taken for it", async () => {
  const { connection, says } = await connected();
  const record = (id) => `{"_data":{"whatsappPhoneNumberId":${id},"waba":${ID},"verifiedName":"A \\"1234567890123456789\\""}}`;
  says("number", record(ID));
  says("accounts", `[{"id":"${ID}","chakraStatus":"CONNECTED"}]`);
  assert.equal((await connection()).numbers[0].verifiedName, 'A "1234567890123456789"');
  says("number", record("9007199254740992"));
  assert.notEqual((await connection()).state, "connected");
});

test("a long number where a text belongs counts as absent, like any other number", async () => {
  const { connection, chakra, says } = await connected();
  const plugin = JSON.stringify(chakra.plugins.get("plugin-1"));
  says("get", plugin.replace(`["${ID}"]`, `["${ID}",${ID}1]`));
  says("number", `{"displayPhoneNumber":${ID}1,"verifiedName":12}`);
  const { numbers } = await connection();
  assert.deepEqual(numbers.map((it) => [it.phoneNumberId, it.displayPhoneNumber, it.verifiedName]), [[ID, ID, undefined]]);
});

test("ids have up to 40 digits: longer numbers are rounded, like any other number", async () => {
  for (const [count, state] of [[40, "action_needed"], [41, "connected"], [1_900_000, "connected"]]) {
    const { chakra, connection, says } = await connected();
    const id = "1".repeat(count);
    if (count < 100) chakra.plugins.get("plugin-1").auth.whatsappBusinessAccountsById = { [id]: {} };
    says("accounts", `[{"id":${id},"chakraStatus":"BANNED"},{"id":"${ID}","chakraStatus":"CONNECTED"}]`);
    assert.equal((await connection()).state, state, String(count));
  }
});

test("text that is not JSON does not become JSON", async () => {
  const { connection, says } = await connected();
  for (const odd of [`{"_data":[{${ID}:1}]}`, `[{"id":0${ID}}]`, `[{"id":+${ID}}]`, `[${ID} ${ID}]`, `[{"id":${ID}]`, `["${ID}]`, `[1-${ID}]`]) {
    says("get", odd);
    assert.equal((await connection()).code, "chakra_bad_answer", odd);
  }
});

test("a wait with many digits is the longest one", async () => {
  const { token, chakra, clock } = world();
  chakra.script("create", { status: 429, body: '{"retryAfterMs":12345678901234567}' });
  assert.ok(Number((await token()).headers.get("retry-after")) > 1);
  await clock.advance(1);
});

test("two megabytes of numbers and texts are read in linear time", async () => {
  const { connection, says } = await connected();
  for (const piece of [`${ID},`, '"\\"",', `"${ID}",${ID},`, `[],`, "1234567890".repeat(1_000) + ",", "1".repeat(1_900_000) + ","]) {
    const body = `[${piece.repeat(Math.floor(2_000_000 / piece.length))}1,${ID}]`;
    says("accounts", body);
    const begun = performance.now();
    assert.equal((await connection()).state, "connected");
    assert.ok(performance.now() - begun < 10_000, piece.slice(0, 20));
  }
});
