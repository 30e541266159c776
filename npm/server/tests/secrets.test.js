// The API key appears nowhere in the package's output. Also proves that the search would find it.

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";
import { API, FakeChakra, KEY, token } from "./support/fake-chakra.js";
import { server } from "./support/package.js";
import { PRODUCED, world } from "./support/world.js";

/** The encodings in which a secret may appear. */
function forms(secret) {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), bytes.toString("base64"), bytes.toString("hex"), JSON.stringify(secret)];
}

/** The texts that contain the secret. */
function search(texts, secret) {
  return texts.filter((text) => forms(secret).some((form) => text.includes(form)));
}

/** Every text form of a value. */
function shown(value) {
  const options = { depth: 20, showHidden: true, getters: true };
  const own = Reflect.ownKeys(value ?? {}).map((key) => `${String(key)}=${String(value[key])}`);
  return [String(value), inspect(value, options), JSON.stringify(value) ?? "", ...own];
}

test("the key is in no response, log line or thrown error, whatever Chakra does", async () => {
  const seen = [];
  const answers = ["refused", "lost", "done and lost", 401, 403, 404, 429, 500, { status: 200, body: KEY },
    { status: 200, body: { _data: { connectToken: KEY } } }, { status: 500, body: { _errors: [`Bearer ${KEY}`] } },
    { status: 302, body: "", headers: { location: `https://evil.test/${KEY}` } }];
  for (const answer of answers) {
    const made = world();
    await made.token();
    made.chakra.signUp("plugin-1", "111");
    for (const endpoint of ["create", "get", "update", "delete", "number", "accounts"]) {
      made.chakra.script(endpoint, answer);
      made.handler.invalidate("acme");
      await made.status();
      await made.token();
      await made.token({}, { tenant: `t${endpoint}` });
      await made.event({ phoneNumberId: "111" });
      await made.disconnect();
      for (const call of [made.handler.status, made.handler.disconnect, made.handler.maintain]) {
        await Promise.resolve(call("acme")).catch((error) => seen.push(...shown(error), error.stack));
      }
      made.chakra.heal(endpoint);
    }
    seen.push(...shown(made.handler), ...shown(made.store), JSON.stringify(await made.store.list("", 100)));
  }
  assert.ok(PRODUCED.length > 500, String(PRODUCED.length));
  assert.ok(seen.length > 100, String(seen.length));
  assert.deepEqual(search([...PRODUCED, ...seen], KEY), []);
});

test("a rejected key is not in the error", () => {
  for (const apiKey of [`${KEY} ${KEY}`, `${KEY}\u00e9`, `${KEY}\n${KEY}`]) {
    const options = { apiKey, apiUrl: API, tenant: () => "a", store: server.memoryStore() };
    assert.throws(
      () => server.createConnectHandler(options),
      (error) => search([...shown(error), error.stack], KEY).length === 0,
    );
  }
});

test("no error contains Chakra's message", async () => {
  const words = "w0rds-0f-chakras-own";
  const { token, status, chakra, lines } = world();
  await token();
  chakra.script("create", { status: 422, body: { _errors: [words], message: words } });
  chakra.script("get", { status: 500, body: words });
  const texts = [await token(), await status(), ...lines].map((it) => JSON.stringify(it));
  assert.deepEqual(search(texts, words), []);
});

test("a connect token is only in the response of the token call", async () => {
  const before = PRODUCED.length;
  const { token: ask, status, lines } = world();
  const { body } = await ask();
  await status();
  assert.equal(body.connectToken, token("plugin-1"));
  const others = PRODUCED.slice(before).filter((text) => !text.startsWith('{"connectToken"'));
  assert.deepEqual(search([...others, ...lines.map((it) => JSON.stringify(it))], "s1gnature"), []);
});

test("the search finds a planted key in each place and form", async () => {
  const leaking = new FakeChakra();
  const made = world({ chakra: leaking, handler: { tenant: () => { throw new Error(`down: ${KEY}`); } } });
  const before = PRODUCED.length;
  await made.status();
  assert.equal(search(PRODUCED.slice(before), KEY).length, 1);
  PRODUCED.length = before;
  for (const form of forms(KEY)) assert.equal(search([`x${form}y`], KEY).length, 1);
  class Leaky { #hidden = KEY; open = { deep: { key: KEY } }; }
  assert.ok(search(shown(new Leaky()), KEY).length > 0);
  assert.ok(search(shown(new Error(KEY)), KEY).length > 0);
});
