// Attacks on the handler: addresses, prototype names, line breaks, and texts that could make a parser slow.

import assert from "node:assert/strict";
import { test } from "node:test";
import { API, FakeChakra, KEY } from "./support/fake-chakra.js";
import { server } from "./support/package.js";
import { world } from "./support/world.js";

const made = (options) =>
  server.createConnectHandler({
    apiKey: KEY,
    apiUrl: API,
    tenant: () => "a",
    store: server.memoryStore(),
    fetch: new FakeChakra().fetch,
    ...options,
  });

/** Invalid addresses for a setting: code, files, other machines without TLS, and credentials in the address. */
const BAD_ADDRESSES = ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "\u0001javascript:alert(1)", " java\nscript:alert(1)",
  "data:text/javascript,alert(1)", "blob:https://app.test/1", "vbscript:x", "file:///etc/passwd", "ftp://api.test",
  "http://api.test", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1", "http://127.0.0.1.evil.test",
  "http://localhost.evil.test", "http://[::ffff:10.0.0.1]", "https://a:b@api.test", "https://a@api.test", "//api.test",
  "api.test", ""];

for (const name of ["apiUrl", "sdkUrl"]) {
  test(`${name} must use TLS or be on this machine`, () => {
    for (const address of BAD_ADDRESSES) {
      assert.throws(() => made({ [name]: address }), { name: "TypeError" }, `${name} ${JSON.stringify(address)}`);
    }
    for (const address of ["https://api.test", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"]) {
      assert.ok(made({ [name]: address }), address);
    }
  });
}

test("a rejected address is not repeated, because it may contain a password", () => {
  for (const name of ["apiUrl", "sdkUrl"]) {
    for (const address of ["https://u:hidden@api.test", "https://u:hidden@api test", "http://hidden.test"]) {
      assert.throws(() => made({ [name]: address }), (error) => !String(error.stack).includes("hidden"));
    }
  }
});

test("prototype names in a body are ordinary fields", async () => {
  const { call, record, chakra } = world();
  for (const name of ["__proto__", "constructor", "prototype"]) {
    const body = `{"${name}":{"pluginId":"plugin-of-another","phoneNumberId":"1","event":"x","intent":"steal"}}`;
    const answer = await call("POST", "connect-token", { body });
    assert.equal(answer.status, 200, name);
    assert.equal((await call("POST", "connect-event", { body })).status, 400, name);
  }
  assert.equal({}.pluginId, undefined);
  assert.equal((await record()).pluginId ?? "plugin-1", "plugin-1");
  assert.equal(chakra.plugins.size, 1);
  for (const tenant of ["__proto__", "constructor", "hasOwnProperty"]) {
    const own = world();
    assert.equal((await own.status({ tenant })).body.state, "not_connected", tenant);
    assert.equal((await own.token({}, { tenant })).status, 200, tenant);
    assert.equal((await own.status({ tenant: "acme" })).body.state, "not_connected", tenant);
    await own.disconnect({ tenant });
    assert.equal(own.chakra.plugins.size, 0, tenant);
  }
});

test("no part of a tenant can add a header or a line to a call", async () => {
  const seen = [];
  const chakra = new FakeChakra();
  const fetch = (input, init) => (seen.push([String(input), init]), chakra.fetch(input, init));
  for (const odd of ["a\r\nx-evil: 1", "a\nb", "a\0b", "a\u0085b", "a\u007fb"]) {
    const id = world({ handler: { fetch, tenant: () => ({ id: odd }) } });
    assert.equal((await id.token()).status, 401, JSON.stringify(odd));
    const name = world({ chakra, handler: { fetch, tenant: () => ({ id: "a", name: odd, email: `${odd}@b.test` }) } });
    assert.equal((await name.token()).status, 200);
  }
  assert.ok(seen.length >= 5);
  for (const [address, { headers, body }] of seen) {
    assert.doesNotMatch(address, /[\s\p{Cc}]/u);
    assert.doesNotMatch(Object.values(headers).join(""), /\p{Cc}/u);
    const sent = body === undefined ? {} : JSON.parse(body);
    for (const text of Object.values(sent)) assert.doesNotMatch(String(text), /\p{Cc}/u);
    assert.equal(sent.clientEmail, undefined);
  }
});

test("an id leads to no other address at Chakra", async () => {
  for (const id of ["..", ".", "../plugin/x", "a/../../v1", "a?b=c", "a#b", "%2e%2e", "\\..\\x", "//evil.test/x"]) {
    const asked = [];
    const { token, event, chakra } = world({
      handler: { fetch: (input, init) => (asked.push(new URL(input)), chakra.fetch(input, init)) },
    });
    await token();
    chakra.signUp("plugin-1", "111");
    chakra.plugins.get("plugin-1").serverConfig.enabledWhatsappPhoneNumbers = [id, "111"];
    await event({ phoneNumberId: id });
    assert.ok(asked.length > 1);
    for (const { origin, pathname, hash } of asked) {
      assert.equal(origin, API);
      assert.equal(hash, "");
      assert.match(pathname, /^\/(plugin\/[^/]+|v1\/ext\/whatsapp-(partner\/create-connect-token|phone-number\/[^/]+|business-account))$/, id);
    }
  }
});

/** The shortest of several runs, in milliseconds of this process's processor time. */
async function shortest(run) {
  let best = Infinity;
  for (let round = 0; round < 4; round += 1) {
    const begun = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

for (const [what, parse] of [
  ["an origin", (text) => attempt(() => made({ allowedOrigins: [`https://a.test${text}x`] }))],
  ["an address", (text) => attempt(() => made({ apiUrl: `https://api.test/${text}x` }))],
  ["a namespace", (text) => attempt(() => made({ namespace: text }))],
  ["a key", (text) => attempt(() => made({ apiKey: `${text} x` }))],
  ["a name", (text) => world({ handler: { tenant: () => ({ id: "a", name: text, email: `${text}@${text}` }) } }).token()],
  ["a declared type", (text) => world().call("POST", "connect-token", { body: "{}", headers: { "content-type": `application/${text}` } }).catch(() => {})],
  ["an event", (text) => world().event({ attemptId: "a", event: text.slice(0, 5_000) })],
  ["a token", (text) => answered({ status: 200, body: { _data: { connectToken: `${text}.${text}.${text}!` } } })],
  ["a path", (text) => world().call("GET", `${text.replaceAll(" ", "/")}status`)],
  ["the page of a request", (text) => world({ handler: { allowedOrigins: ["https://shop.test"] } }).status({ headers: {
    "sec-fetch-site": "cross-site", origin: `https://${text}`.trim(), referer: `https://a.test/${text}`.trim() } })],
  ["a preflight", (text) => world({ handler: { allowedOrigins: ["https://shop.test"] } }).call("OPTIONS", "status", {
    headers: { origin: "https://shop.test", "access-control-request-headers": text.trim() || "a" } })],
  ["a status word", (text) => signedUp({ numbers: { 111: { id: "111", status: text, waba: text } } })],
  ["a list of numbers", (text) => signedUp({ ids: pieces(text) })],
  ["a list of accounts", (text) => signedUp({ accounts: pieces(text).map((id) => ({ id, pluginId: "plugin-1", chakraStatus: "BANNED" })) })],
  ["a list of errors", (text) => answered({ status: 429, body: { _errors: pieces(text).map(() => "retry after ") } })],
  ["problems of a number", (text) => signedUp({ numbers: { 111: { id: "111", healthStatus: { entities: [
    { can_send_message: "LIMITED", errors: pieces(text).map((error_code) => ({ error_code })) }] } } } })],
  ["a wait", (text) => answered({ status: 429, body: { message: `retry after ${text}` }, headers: { "retry-after": text.slice(0, 5_000).trim() || "1" } })],
]) {
  test(`${what} takes linear time`, async () => {
    for (const piece of ["/", "a", "0", " ", ".", "@", "a.", "1 ", "-", "+", "retry after "]) {
      const [small, large] = [20_000, 160_000].map((length) => piece.repeat(length / piece.length));
      const factor = async () => (await shortest(() => parse(large))) / Math.max(1, await shortest(() => parse(small)));
      let found = Infinity;
      for (let round = 0; round < 5 && found > 28; round += 1) found = await factor();
      assert.ok(found <= 28, `${JSON.stringify(piece)}: ${found}`);
    }
  });
}

/** Distinct entries, one for every eight characters. */
function pieces(text) {
  return Array.from({ length: text.length / 8 }, (_, place) => `1${place}`);
}

/** Requests the status of a tenant with these records. */
async function signedUp({ ids = ["111"], accounts, numbers }) {
  const { token, status, chakra } = world();
  await token();
  chakra.signUp("plugin-1", "111");
  const plugin = chakra.plugins.get("plugin-1");
  plugin.serverConfig.enabledWhatsappPhoneNumbers = ids;
  if (accounts) {
    chakra.accounts = accounts;
    plugin.auth.whatsappBusinessAccountsById = Object.fromEntries(accounts.map(({ id }) => [id, {}]));
  }
  for (const [id, number] of Object.entries(numbers ?? {})) chakra.numbers.set(id, number);
  await status();
}

function attempt(call) {
  try {
    call();
  } catch {
    // Rejected input has been parsed, too.
  }
}

async function answered(answer) {
  const { token, chakra } = world();
  chakra.script("create", answer);
  await token();
}
