// Accepted and rejected requests, and the headers of every response.

import assert from "node:assert/strict";
import { test } from "node:test";
import { server } from "./support/package.js";
import { API, FakeChakra, KEY } from "./support/fake-chakra.js";
import { world } from "./support/world.js";

const hint = { attemptId: "a", event: "FINISH", data: {} };

test("every response has the common headers, even an error", async () => {
  const { status, call } = world();
  for (const { headers } of [await status(), await status({ tenant: "" }), await call("PUT", "nothing")]) {
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(headers.get("content-security-policy"), /default-src 'none'/);
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  }
});

test("errors are problems with a type, a title and a remedy", async () => {
  const { status } = world();
  const { headers, body } = await status({ tenant: "" });
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.deepEqual(body, {
    type: "urn:problem-type:chakra-connect:unauthorized",
    title: "Not signed in",
    status: 401,
    code: "unauthorized",
    detail: "The request has no valid session. Sign in, and send the session with the request.",
  });
});

for (const [method, path, status, code] of [
  ["GET", "nothing", 404, "not_found"],
  ["GET", "status//", 404, "not_found"],
  ["GET", "/", 404, "not_found"],
  ["GET", "__proto__", 404, "not_found"],
  ["POST", "status", 405, "method_not_allowed"],
  ["GET", "connect-token", 405, "method_not_allowed"],
  ["OPTIONS", "status", 405, "method_not_allowed"],
]) {
  test(`${method} ${path} is ${code}`, async () => {
    const answer = await world().call(method, path);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  });
}

test("one slash after the call is accepted, with and without a query", async () => {
  const { call } = world();
  assert.equal((await call("GET", "status/")).body.state, "not_connected");
  assert.equal((await call("GET", "status/?fresh=1")).status, 200);
  assert.equal((await call("POST", "connect-token/", { body: {} })).body.pluginId, "plugin-1");
  assert.equal((await call("POST", "connect-event/", { body: hint })).status, 202);
  assert.equal((await call("POST", "disconnect/")).status, 204);
  assert.equal((await call("GET", "disconnect/")).headers.get("allow"), "POST");
});

test("HEAD status has no body, and any path before the last segment is accepted", async () => {
  const { handler } = world();
  const headers = { "x-tenant": "acme" };
  const head = await handler(new Request("https://app.test/any/where/status?x=1", { method: "HEAD", headers }));
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

for (const [what, headers, isLetIn] of [
  ["no browser", {}, true],
  ["the page's own", { "sec-fetch-site": "same-origin" }, true],
  ["the address bar", { "sec-fetch-site": "none" }, true],
  ["another site", { "sec-fetch-site": "cross-site" }, false],
  ["another subdomain", { "sec-fetch-site": "same-site", origin: "https://evil.app.test" }, false],
  ["an old browser's own page", { origin: "https://app.test", host: "app.test" }, true],
  ["an old browser's page behind TLS", { origin: "https://app.test", host: "APP.test" }, true],
  ["an old browser's other page", { origin: "https://evil.test", host: "app.test" }, false],
  ["a page without an origin", { origin: "null", host: "app.test" }, false],
  ["an allowed page", { "sec-fetch-site": "cross-site", origin: "https://shop.test" }, true],
  ["an allowed page's link", { "sec-fetch-site": "cross-site", referer: "https://shop.test/x" }, true],
  ["a page like an allowed one", { "sec-fetch-site": "cross-site", origin: "https://shop.test.evil" }, false],
]) {
  test(`${what} is ${isLetIn ? "accepted" : "rejected"}`, async () => {
    const { event, chakra } = world({ handler: { allowedOrigins: ["https://shop.test/"] } });
    const answer = await event(hint, { headers });
    assert.equal(answer.status, isLetIn ? 202 : 403);
    if (!isLetIn) assert.equal(answer.body.code, "cross_site");
    assert.deepEqual(chakra.calls, []);
  });
}

for (const [origin, host, isOwn] of [
  ["https://app.example", "app.example", true],
  ["https://app.example", "app.example:443", true],
  ["https://app.example:443", "app.example", true],
  ["http://app.example", "app.example:80", true],
  ["http://[::1]", "[::1]:80", true],
  ["https://app.example:8443", "app.example:8443", true],
  ["https://app.example", "app.example:80", false],
  ["http://app.example", "app.example:443", false],
  ["https://app.example", "app.example:4430", false],
  ["https://app.example", "app.example:443:443", false],
  ["https://app.example:8443", "app.example:443", false],
  ["https://app.example:8443", "app.example", false],
  ["https://evil.example", "app.example:443", false],
  ["https://app.example@evil.example", "app.example:443", false],
  ["null", "null:443", false],
  ["", ":443", false],
  ["ftp://app.example", "app.example:443", false],
  ["ftp://app.example", "app.example", false],
]) {
  test(`the origin ${origin || "(empty)"} is ${isOwn ? "" : "not "}that of the host ${host}`, async () => {
    const { event } = world();
    assert.equal((await event(hint, { headers: { origin, host } })).status, isOwn ? 202 : 403);
  });
}

test("a status request of another site is rejected before the tenant is read", async () => {
  let asked = 0;
  const { status } = world({ handler: { tenant: () => (asked += 1) && "acme" } });
  assert.equal((await status({ headers: { "sec-fetch-site": "cross-site" } })).status, 403);
  assert.equal(asked, 0);
});

test("allowed origins may read and send with cookies, others get no CORS headers", async () => {
  const { call } = world({ handler: { allowedOrigins: ["https://shop.test"] } });
  const ask = (origin, more) => call("OPTIONS", "status", { headers: { origin, ...more } });
  const asked = { "access-control-request-headers": "authorization,x-csrf" };
  const { status, headers } = await ask("https://shop.test", asked);
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), "https://shop.test");
  assert.equal(headers.get("access-control-allow-credentials"), "true");
  assert.equal(headers.get("access-control-allow-headers"), "authorization,x-csrf");
  assert.equal(headers.get("access-control-max-age"), "7200");
  assert.match(headers.get("vary"), /origin/);
  assert.equal((await ask("https://evil.test", asked)).headers.get("access-control-allow-origin"), null);
});

for (const [what, more, status, code] of [
  ["no type", { headers: { "content-type": "" } }, 415, "unsupported_media_type"],
  ["a form", { headers: { "content-type": "application/x-www-form-urlencoded" } }, 415, "unsupported_media_type"],
  ["a text", { headers: { "content-type": "text/plain; application/json" } }, 415, "unsupported_media_type"],
  ["truncated JSON", { body: "{" }, 400, "bad_request"],
  ["a list", { body: "[]" }, 400, "bad_request"],
  ["null", { body: "null" }, 400, "bad_request"],
  ["an odd plugin", { body: { pluginId: 1 } }, 400, "bad_request"],
  ["an odd intent", { body: { intent: "take" } }, 400, "bad_request"],
  ["a long body", { body: { pluginId: "x".repeat(70_000) } }, 413, "body_too_large"],
  ["nobody signed in", { tenant: "", body: "{" }, 401, "unauthorized"],
]) {
  test(`a token call with ${what} is ${code}`, async () => {
    const { token, chakra } = world();
    const answer = await token(more.body ?? {}, more);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
    assert.deepEqual(chakra.calls, []);
  });
}

test("JSON with a charset or a suffix, null fields and unknown fields is accepted", async () => {
  const { token } = world();
  for (const type of ["application/json; charset=utf-8", "application/problem+json", "APPLICATION/JSON"]) {
    const answer = await token({ pluginId: null, more: 1 }, { headers: { "content-type": type } });
    assert.equal(answer.status, 200);
  }
});

test("an event is either a choice or a hint", async () => {
  const { event } = world();
  assert.equal((await event({})).body.code, "bad_request");
  assert.equal((await event({ phoneNumberId: "1", event: "x" })).body.code, "bad_request");
  assert.equal((await event({ event: "x", attemptId: null })).status, 202);
  assert.equal((await event({ phoneNumberId: "1" })).body.code, "unknown_number");
});

test("a body that does not arrive times out after 10 s", async () => {
  const { handler, clock } = world();
  const headers = { "x-tenant": "acme", "content-type": "application/json" };
  const body = new ReadableStream({ pull: () => new Promise(() => {}) });
  const asked = handler(new Request("https://app.test/connect-token", { method: "POST", headers, body, duplex: "half" }));
  await clock.advance(10_000);
  const answer = await asked;
  assert.deepEqual([answer.status, (await answer.json()).code], [408, "request_timeout"]);
});

test("rights decide which calls a user may make", async () => {
  const all = ["view", "connect", "disconnect"];
  for (const rights of [[], ...all.map((it) => [it]), all]) {
    const { status, token, event, disconnect } = world({ handler: { tenant: () => ({ id: "acme", rights }) } });
    const answers = [
      ["view", await status()],
      ["view", await event(hint)],
      ["connect", await token()],
      ["connect", await event({ phoneNumberId: "1" })],
      ["disconnect", await disconnect()],
    ];
    for (const [right, { status }] of answers) {
      assert.equal(status === 403, !rights.includes(right), `${right} of ${rights}: ${status}`);
    }
  }
});

/** Faults of a `tenant` function in JavaScript, where no compiler objects. */
test("only a list of texts grants rights, and only a caller without the property has all", async () => {
  class User {
    id = "acme";
    get rights() {
      return ["view"];
    }
  }
  const rightsOf = async (tenant) => {
    const { status, token, disconnect, lines } = world({ handler: { tenant } });
    const calls = { view: await status(), connect: await token(), disconnect: await disconnect() };
    const granted = Object.keys(calls).filter((right) => calls[right].status !== 403);
    return [granted, lines.some(({ level, message }) => level === "error" && /rights/.test(message))];
  };
  const none = [undefined, null, "view", "view connect", "", true, 1, {}, { includes: () => true }, new Set(["view"]), [1, "view"], [["view"]]];
  for (const rights of none) {
    assert.deepEqual(await rightsOf(() => ({ id: "acme", rights })), [[], true], JSON.stringify(rights));
  }
  const all = ["view", "connect", "disconnect"];
  assert.deepEqual(await rightsOf(() => "acme"), [all, false]);
  assert.deepEqual(await rightsOf(() => ({ id: "acme" })), [all, false]);
  assert.deepEqual(await rightsOf(() => new User()), [["view"], false]);
  assert.deepEqual(await rightsOf(() => ({ id: "acme", rights: ["owner", "view"] })), [["view"], false]);
});

for (const [what, tenant, status, code] of [
  ["throws", () => { throw new Error("no database"); }, 503, "tenant_unavailable"],
  ["throws a redirect", () => { throw new Response(null, { status: 302 }); }, 401, "unauthorized"],
  ["throws a 403", () => { throw new Response(null, { status: 403 }); }, 403, "forbidden"],
  ["returns nothing", () => null, 401, "unauthorized"],
  ["returns an empty id", () => "", 401, "unauthorized"],
  ["returns an id with a line break", () => ({ id: "a\nb" }), 401, "unauthorized"],
  ["returns an id of 201 bytes", () => "é".repeat(100) + "x", 401, "unauthorized"],
]) {
  test(`if tenant ${what}, the response is ${code}`, async () => {
    const answer = await world({ handler: { tenant } }).status();
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  });
}

for (const [what, options, message] of [
  ["a key with a space", { apiKey: "a b" }, /apiKey holds/],
  ["an address without TLS", { apiUrl: "http://api.test" }, /apiUrl must start with https/],
  ["an address with a password", { apiUrl: "https://a:b@api.test" }, /apiUrl must not hold/],
  ["an origin with a path", { allowedOrigins: ["https://a.test/b"] }, /is no origin/],
  ["any origin", { allowedOrigins: ["*"] }, /is no origin/],
  ["a namespace with a colon", { namespace: "a:b" }, /namespace/],
  ["no store", { store: undefined }, /store is missing/],
  ["no tenant", { tenant: undefined }, /tenant is missing/],
]) {
  test(`${what} is reported immediately`, () => {
    const rest = { apiKey: KEY, apiUrl: API, tenant: () => "a", store: server.memoryStore(), fetch: new FakeChakra().fetch };
    assert.throws(() => server.createConnectHandler({ ...rest, ...options }), message);
  });
}

test("without a key no call is made, and the log says so", async () => {
  for (const apiKey of [undefined, "", " \n"]) {
    const { token, chakra, lines, record } = world({ handler: { apiKey } });
    assert.ok(lines.some(({ message }) => message.startsWith("apiKey is empty")));
    const answer = await token();
    assert.deepEqual([answer.status, answer.body.code], [502, "chakra_unauthorized"]);
    assert.deepEqual(chakra.calls, []);
    assert.deepEqual((await record()).reservations, []);
  }
});

for (const [answer, code, status] of [
  ["refused", "chakra_unreachable", undefined],
  ["lost", "chakra_unreachable", undefined],
  [403, "chakra_unauthorized", 403],
  [422, "chakra_refused", 422],
  [503, "chakra_unavailable", 503],
  [{ status: 200, body: "<html>" }, "chakra_bad_answer", 200],
]) {
  test(`the log has Chakra's status for ${code}, or none, and the remedy (${JSON.stringify(answer)})`, async () => {
    const { token, chakra, lines } = world();
    chakra.script("create", answer);
    const { body } = await token();
    assert.equal(body.code, code);
    const failed = lines.filter(({ message }) => message === "a call to Chakra failed");
    const told = failed.map((line) => [line.level, line.code, line.status, line.detail]);
    assert.deepEqual(told, [["warn", code, status, body.detail]]);
    assert.match(body.detail, /\. (Check|Try|Look up) /);
  });
}

test("without a host header, the address of the request counts", async () => {
  const { event } = world();
  assert.equal((await event(hint, { headers: { origin: "https://app.test" } })).status, 202);
  assert.equal((await event(hint, { headers: { origin: "https://evil.test" } })).status, 403);
});

test("an unread body of a rejected request is waited for at most a second", async () => {
  const { handler, clock } = world();
  const body = new ReadableStream({ pull: () => new Promise(() => {}) });
  const headers = { "sec-fetch-site": "cross-site" };
  let isAnswered = false;
  const asked = handler(new Request("https://app.test/disconnect", { method: "POST", headers, body, duplex: "half" }));
  void asked.then(() => (isAnswered = true));
  await clock.advance(999);
  assert.equal(isAnswered, false);
  await clock.advance(1);
  assert.equal((await asked).status, 403);
});
