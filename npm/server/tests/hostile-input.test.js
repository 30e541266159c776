// Hostile input: invalid ids, endless lists, and ambiguous bodies and addresses.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { FakeChakra, KEY } from "./support/fake-chakra.js";
import { FakeClock } from "./support/fake-clock.js";
import { node, server } from "./support/package.js";
import { world } from "./support/world.js";

/** Lone surrogates, line separators, and characters that change the text's direction: not allowed in ids. */
const ODD = ["a\ud800", "\udc00a", "a\u2028b", "a\u2029b", "\u202ea", "a\u2066b", "a\u0000b", "a\nb", "a\u0085b", "x".repeat(201)];
/** Spaces at an end: trimmed, these ids would be another tenant's. */
const SPACED = [" a", "a ", "a\t", "a\u00a0", "\u2003a", "a\u3000", "a\ufeff", "\ufeffa"];

test("an id that a database or a log could confuse with another one is rejected", async () => {
  for (const odd of [...ODD, ...SPACED]) {
    const { status, token, chakra } = world({ handler: { tenant: () => odd } });
    for (const { status: code } of [await status(), await token()]) assert.equal(code, 401, JSON.stringify(odd));
    assert.deepEqual(chakra.calls, []);
  }
  for (const id of ["ünïcödé", "😀", "a b", "__proto__", "a:b/c?d#e", "x".repeat(200)]) {
    assert.equal((await world({ handler: { tenant: () => id } }).token()).status, 200, id);
  }
});

test("names reach Chakra on one line, whole, and in one direction", async () => {
  const sent = [];
  const chakra = new FakeChakra();
  const fetch = (input, init) => (sent.push(init.body), chakra.fetch(input, init));
  for (const odd of ODD.slice(0, 9)) {
    const tenant = () => ({ id: "a", name: `Acme ${odd}`, email: `${odd}@b.test` });
    assert.equal((await world({ chakra, handler: { fetch, tenant } }).token()).status, 200);
    const { clientName, newPluginName, clientEmail } = JSON.parse(sent.at(-1));
    for (const text of [clientName, newPluginName]) {
      assert.doesNotMatch(text, /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      assert.match(text, /^Acme a/);
    }
    assert.equal(clientEmail, undefined);
  }
});

test("an id of Chakra that no store, log or address accepts is rejected", async () => {
  for (const odd of ODD) {
    const { token, status, chakra, record } = world();
    await token();
    chakra.signUp("plugin-1", odd, "111");
    chakra.plugins.get("plugin-1").auth.whatsappBusinessAccountsById[odd] = {};
    chakra.accounts.push({ id: odd, pluginId: "plugin-1", chakraStatus: "BANNED" });
    const { body } = await status();
    assert.deepEqual([body.state, body.numbers.map((it) => it.phoneNumberId)], ["connected", ["111"]]);
    const { plugin } = await record();
    assert.deepEqual(Object.keys(plugin.numbers), ["111"]);
    assert.deepEqual(plugin.accounts.records.map(({ id }) => id), ["waba1"]);
  }
});

test("a token without a usable plugin id creates no connection, and its lifetime is a JSON number", async () => {
  const tokenOf = (claims) => `eyJh.${Buffer.from(claims).toString("base64url")}.c2ln`;
  const answers = (claims) => ({ status: 200, body: { _data: { connectToken: tokenOf(claims) } } });
  for (const odd of [...ODD, "", " "]) {
    const { token, chakra } = world();
    chakra.script("create", answers(JSON.stringify({ data: { pluginId: odd } })));
    assert.equal((await token()).body.code, "chakra_token_unreadable", JSON.stringify(odd));
  }
  for (const [times, seconds] of [["60,\"iat\":0", 60], ["1e400,\"iat\":0", undefined], ["0,\"iat\":-1e400", undefined], ["\"60\",\"iat\":0", undefined]]) {
    const { token, chakra } = world();
    chakra.script("create", answers(`{"data":{"pluginId":"p"},"exp":${times}}`));
    const { body } = await token();
    assert.equal(body.expiresInSeconds, seconds, times);
    assert.equal("expiresInSeconds" in body, seconds !== undefined, times);
  }
});

test("endless lists are truncated, and the request is answered", async () => {
  const { token, status, chakra, record } = world();
  await token();
  const many = Array.from({ length: 30_000 }, (_, place) => `9${place}`);
  chakra.signUp("plugin-1", "111");
  const plugin = chakra.plugins.get("plugin-1");
  plugin.serverConfig.enabledWhatsappPhoneNumbers = ["111", ...many];
  plugin.auth.whatsappBusinessAccountsById = Object.fromEntries([["waba1", {}], ...many.map((id) => [`w${id}`, {}])]);
  chakra.accounts = many.map((id) => ({ id: `w${id}`, pluginId: "plugin-1", chakraStatus: "CONNECTED" }));
  assert.equal((await status()).status, 200);
  assert.equal(chakra.count("number"), 20);
  const { plugin: stored } = await record();
  assert.equal(Object.keys(stored.numbers).length, 1_000);
  assert.ok(stored.accounts.records.length <= 1_000);
});

test("a response copes with any number of problems", async () => {
  const { token, status, chakra, clock } = world();
  await token();
  chakra.signUp("plugin-1", "111");
  const many = (count, make) => Array.from({ length: count }, (_, place) => make(place));
  for (const [entities, told] of [
    [[{ can_send_message: "LIMITED", errors: many(60_000, (code) => ({ error_code: code })) }], 20],
    // More arguments than a function can take.
    [[{ can_send_message: "LIMITED", errors: many(400_000, () => ({})) }], 1],
    [many(60_000, () => ({ can_send_message: "BLOCKED" })), 1],
  ]) {
    chakra.script("number", { status: 200, body: { id: "111", waba: "waba1", healthStatus: { entities } } });
    await clock.advance(10_000);
    const { status: code, body } = await status();
    assert.deepEqual([code, body.numbers?.[0].issues.length], [200, told]);
  }
});

test("a response of Chakra is read up to 2 MiB", async () => {
  for (const [length, code] of [[2 * 1024 * 1024, 200], [2 * 1024 * 1024 + 1, 502]]) {
    const { token, status, chakra } = world();
    await token();
    chakra.signUp("plugin-1", "111");
    const record = JSON.stringify({ _data: chakra.plugins.get("plugin-1") });
    const body = record + " ".repeat(length - Buffer.byteLength(record));
    chakra.script("get", { status: 200, body });
    assert.equal((await status()).status, code, String(length));
  }
});

test("a body is parsed in exactly one way, whatever it contains", async () => {
  const { call, chakra } = world();
  const deep = (levels, inner) => `${"[".repeat(levels)}${inner}${"]".repeat(levels)}`;
  for (const [body, status] of [
    [`{"more":${deep(10_000, "1")}}`, 200],
    [`{"pluginId":${deep(10_000, "\"p\"")}}`, 400],
    [deep(10_000, "{}"), 400],
    ["[".repeat(60_000), 400],
    ["{\"a\":".repeat(12_000), 400],
    ["{\"more\":1e400}", 200],
    ["{\"more\":-1e400}", 200],
    ["{\"more\":NaN}", 400],
    ["{\"more\":0x10}", 400],
    ["{\"more\":01}", 400],
    ["{\"intent\":\"connect\",\"intent\":\"steal\"}", 400],
    ["{\"intent\":\"steal\",\"intent\":\"connect\"}", 200],
    ["{\"intent\":\"\\ud800\"}", 400],
    ["{\"pluginId\":\"\\ud800\"}", 403],
    ["{\"pluginId\":\"plugin-1\\u0000\"}", 403],
    ["{\"pluginId\":\"../plugin-1\"}", 403],
    ["{\"constructor\":{\"prototype\":{\"pluginId\":\"x\"}}}", 200],
    ["{\"toString\":1,\"valueOf\":1,\"hasOwnProperty\":1}", 200],
    ["{} {}", 400],
    ["{}\0", 400],
    ["{'intent':'connect'}", 400],
    ["/**/{}", 400],
    ["{},", 400],
    ["\"{}\"", 400],
    ["", 400],
  ]) {
    const answer = await call("POST", "connect-token", { body });
    assert.equal(answer.status, status, `${body.slice(0, 60)}: ${answer.body.code}`);
  }
  assert.equal(chakra.plugins.size, 1);
});

test("bytes that are not JSON text are rejected", async () => {
  const { handler } = world();
  const ask = async (body, headers = {}) => {
    const type = { "x-tenant": "acme", "content-type": "application/json" };
    const request = new Request("https://app.test/connect-event", { method: "POST", headers: { ...type, ...headers }, body, duplex: "half" });
    return (await handler(request)).status;
  };
  const text = "{\"event\":\"x\"}";
  assert.equal(await ask(text), 202);
  assert.equal(await ask(Buffer.from(text, "utf16le"), { "content-type": "application/json; charset=utf-16" }), 400);
  assert.equal(await ask(Buffer.from([0xff, 0xfe, ...Buffer.from(text, "utf16le")])), 400);
  // Overlong: another encoding of a quotation mark.
  assert.equal(await ask(Buffer.from([0x7b, 0xc0, 0xa2, 0x7d])), 400);
  for (const type of ["text/plain", "application/json, text/plain", "text/plain, application/json", "application/jsonp", "multipart/form-data", "application/json\u00a0x"]) {
    assert.equal(await ask(text, { "content-type": type }), 415, type);
  }
  // The announced length counts if it is larger; the actual bytes count in any case.
  assert.equal(await ask(text, { "content-length": "999999999" }), 413);
  const pieces = (count, size) => {
    let left = count;
    return new ReadableStream({ pull: (stream) => (left-- > 0 ? stream.enqueue(new Uint8Array(size).fill(32)) : stream.close()) });
  };
  assert.equal(await ask(pieces(70_000, 1)), 413);
  assert.equal(await ask(pieces(1e9, 1_000), { "content-length": "2" }), 413);
});

test("only the exact last segment names a call, with at most one slash after it", async () => {
  const { call, chakra } = world();
  for (const name of ["status%00", "sta%74us", "%73tatus", "x%2fstatus", "x%5cstatus", "STATUS", "status;a=b", "status%20", "status//", "status//.", "status/%2f",
    "status%2f", "%2e%2e%2fstatus", "constructor", "toString", "", "status\u2028"]) {
    assert.equal((await call("GET", name)).status, 404, name);
  }
  for (const header of ["x-http-method-override", "x-http-method", "x-method-override"]) {
    assert.equal((await call("GET", "disconnect", { headers: { [header]: "POST" } })).status, 405, header);
    assert.equal((await call("GET", "status?_method=POST", { headers: { [header]: "DELETE" } })).status, 200, header);
  }
  assert.deepEqual(chakra.calls, []);
});

async function listening(listener, use) {
  const listening = createServer(listener);
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  try {
    await use(listening.address().port);
  } finally {
    listening.closeAllConnections();
    await new Promise((resolve) => listening.close(resolve));
  }
}

test("a redirect by Chakra is not followed, wherever it leads", async () => {
  let elsewhere = 0;
  await listening(
    (_, response) => ((elsewhere += 1), response.end("{}")),
    (other) => {
      let [asked, status] = [0, 301];
      const redirect = (_, response) => {
        asked += 1;
        const to = `http://127.0.0.1:${other}/`;
        response.writeHead(status, { location: to, refresh: `0;url=${to}`, link: `<${to}>; rel=next` });
        response.end(JSON.stringify({ next: to, _data: { next: to, url: to } }));
      };
      return listening(redirect, async (port) => {
        const address = { apiKey: KEY, apiUrl: `http://127.0.0.1:${port}` };
        // By this clock, no call times out, however slow the machine is.
        const options = { ...address, clock: new FakeClock(), log: () => {}, tenant: () => "a" };
        for (status of [200, 201, 300, 301, 302, 303, 307, 308]) {
          const handler = server.createConnectHandler({ ...options, store: server.memoryStore() });
          const headers = { "content-type": "application/json" };
          const answer = await handler(new Request("https://app.test/connect-token", { method: "POST", headers, body: "{}" }));
          assert.equal(answer.status, 502, String(status));
        }
        assert.ok(asked >= 8);
      });
    },
  );
  assert.equal(elsewhere, 0);
});

test("the address of a request has the host of its Host header, on Node", async () => {
  const seen = [];
  const options = { apiKey: KEY, apiUrl: "https://api.test", fetch: new FakeChakra().fetch, log: () => {}, store: server.memoryStore() };
  const handler = server.createConnectHandler({ ...options, tenant: (request) => (seen.push(new URL(request.url).host), "acme") });
  const ask = (port, target, host) =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`));
      let said = "";
      socket.on("data", (bytes) => (said += bytes));
      socket.on("end", () => resolve(Number(said.slice(9, 12))));
      socket.on("error", reject);
    });
  await listening(node.toNodeHandler(handler), async (port) => {
    for (const target of ["/status", "/api/chakra/status?x=//evil.test", "//evil.test/status", "///evil.test/status", "/\\evil.test/status",
      "http://evil.test/status", "https://evil.test:1/status", "/x@evil.test/status", "/http://evil.test/status"]) {
      assert.equal(await ask(port, target, "app.test"), 200, target);
      assert.equal(seen.pop(), "app.test", target);
    }
    for (const host of ["user:pw@app.test", "app.test:99999", "a b", "[::1", "a^b"]) {
      assert.equal(await ask(port, "/status", host), 400, host);
    }
    // Anything after the host in that header is not part of the path.
    for (const host of ["app.test/connect-token", "app.test?", "app.test#"]) {
      assert.equal(await ask(port, "/nothing", host), 404, host);
      assert.equal(await ask(port, "/status", host), 200, host);
      assert.equal(seen.pop(), "app.test", host);
    }
    assert.deepEqual(seen, []);
  });
});
