// The handler in `node:http`, `node:http2`, Express and Fastify: bodies, sessions, addresses and responses as on the
// other platforms.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import { after, test } from "node:test";
import express from "express";
import fastify from "fastify";
import { API, FakeChakra, KEY } from "./support/fake-chakra.js";
import { node, server } from "./support/package.js";

const { nodeRequest, toFastifyPlugin, toNodeHandler } = node;
const open = [];
after(() => Promise.all(open.map((close) => close())));

/** A handler that reads its tenant from the framework's own request. */
function handlerOf(tenant) {
  const chakra = new FakeChakra();
  const options = { apiKey: KEY, apiUrl: API, fetch: chakra.fetch, log: () => {}, store: server.memoryStore() };
  return server.createConnectHandler({ ...options, tenant: (request) => tenant(nodeRequest(request)) });
}

async function listen(listener, listening = createServer(listener)) {
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise((resolve) => (listening.closeAllConnections?.(), listening.close(resolve))));
  return `http://127.0.0.1:${listening.address().port}/api/chakra`;
}

/** As `fetch`, over HTTP/2 without TLS. */
async function fetchHttp2(address, { method, headers, body }) {
  const { origin, pathname, search } = new URL(address);
  const session = connect(origin);
  try {
    const stream = session.request({ ...headers, ":method": method, ":path": pathname + search }, { endStream: body === undefined });
    stream.end(body);
    const closing = new AbortController();
    stream.on("close", () => closing.abort());
    const [{ ":status": status, ...answered }] = await once(stream, "response", { signal: closing.signal });
    let text = "";
    for await (const chunk of stream) text += chunk;
    return { status, headers: new Headers(Object.entries(answered)), text: async () => text };
  } finally {
    session.close();
  }
}

async function fastifyWith(options) {
  const app = fastify(options);
  app.addHook("onRequest", async (request) => {
    request.session = { company: request.headers["x-tenant"] };
  });
  await app.register(toFastifyPlugin(handlerOf((request) => request.session.company)), { prefix: "/api/chakra" });
  await app.listen({ port: 0, host: "127.0.0.1" });
  open.push(() => app.close());
  return `http://127.0.0.1:${app.server.address().port}/api/chakra`;
}

const FRAMEWORKS = {
  "node:http": () => listen(toNodeHandler(handlerOf((request) => request.headers["x-tenant"]))),

  "node:http2": () =>
    listen(undefined, createHttp2Server(toNodeHandler(handlerOf((request) => request.headers["x-tenant"])))),

  "Express": () => {
    const app = express();
    app.use((request, _, next) => ((request.session = { company: request.get("x-tenant") }), next()));
    app.use("/api/chakra", toNodeHandler(handlerOf((request) => request.session.company)));
    return listen(app);
  },

  "Express behind express.json()": () => {
    const app = express().use(express.json());
    app.use("/api/chakra", toNodeHandler(handlerOf((request) => request.get("x-tenant"))));
    return listen(app);
  },

  "Fastify": () => fastifyWith(),

  "Fastify with http2": () => fastifyWith({ http2: true }),
};

const fetchOf = (name) => (name.includes("http2") ? fetchHttp2 : fetch);

for (const [name, start] of Object.entries(FRAMEWORKS)) {
  test(`${name}: the four calls and their rejections`, async () => {
    const base = await start();
    const call = async (method, path, { tenant = "acme", body, headers = {} } = {}) => {
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const answer = await fetchOf(name)(`${base}/${path}`, { method, headers: { ...type, ...(tenant && { "x-tenant": tenant }), ...headers }, body });
      const text = await answer.text();
      assert.equal(answer.headers.get("cache-control"), "no-store", path);
      return { status: answer.status, body: text && JSON.parse(text), allow: answer.headers.get("allow") };
    };
    const token = await call("POST", "connect-token", { body: '{"intent":"connect"}' });
    assert.deepEqual([token.status, token.body.pluginId], [200, "plugin-1"]);
    assert.equal((await call("GET", "status?fresh=1")).body.state, "not_connected");
    assert.equal((await call("POST", "connect-event", { body: '{"attemptId":"a","event":"FINISH","data":{}}' })).status, 202);
    assert.equal((await call("POST", "disconnect")).status, 204);
    assert.equal((await call("GET", "status", { tenant: "" })).body.code, "unauthorized");
    assert.equal((await call("GET", "nothing")).body.code, "not_found");
    assert.deepEqual((await call("PUT", "status", { body: "{}" })).allow, "GET,HEAD");
    assert.equal((await call("POST", "connect-token", { headers: { "sec-fetch-site": "cross-site" }, body: "{}" })).body.code, "cross_site");
    // A browser from before 2023.
    const { origin } = new URL(base);
    assert.equal((await call("POST", "connect-token", { headers: { origin }, body: "{}" })).status, 200);
    assert.equal((await call("POST", "connect-token", { headers: { origin: "http://evil.test" }, body: "{}" })).body.code, "cross_site");
    const form = { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } };
    assert.equal((await call("POST", "connect-token", form)).body.code, "unsupported_media_type");
  });
}

test("an app's own parsers do not keep the Fastify plugin from starting, and stay the app's", async () => {
  const parsed = (_, body, done) => done(null, { own: String(body) });
  const app = fastify();
  for (const type of ["application/json", "*", /^application\/.+json$/]) {
    app.addContentTypeParser(type, { parseAs: "buffer" }, parsed);
  }
  app.post("/own", async ({ body }) => body);
  await app.register(toFastifyPlugin(handlerOf((request) => request.headers["x-tenant"])), { prefix: "/api/chakra" });
  app.post("/later", async ({ body }) => body);
  open.push(() => app.close());
  const call = async (url, type = "application/json") => {
    const headers = { "content-type": type, "x-tenant": "acme" };
    const { statusCode, body } = await app.inject({ method: "POST", url, headers, payload: '{"intent":"connect"}' });
    return [statusCode, JSON.parse(body)];
  };
  for (const type of ["application/json", "application/ld+json"]) {
    const [status, { pluginId }] = await call("/api/chakra/connect-token", type);
    assert.deepEqual([status, pluginId], [200, "plugin-1"], type);
  }
  for (const type of ["text/plain", "text/csv"]) {
    assert.equal((await call("/api/chakra/connect-token", type))[1].code, "unsupported_media_type", type);
  }
  for (const path of ["/own", "/later"]) {
    for (const type of ["application/json", "text/csv"]) {
      assert.deepEqual(await call(path, type), [200, { own: '{"intent":"connect"}' }]);
    }
  }
});

test("over HTTP/2, the request has the caller's host and scheme, and the response no header of a connection", async () => {
  const seen = [];
  const { createConnectHandler, memoryStore } = server;
  const tenant = ({ url, headers }) => (seen.push(url, headers.get("host")), "acme");
  const handler = createConnectHandler({ apiKey: KEY, apiUrl: API, fetch: new FakeChakra().fetch, log: () => {}, store: memoryStore(), tenant });
  const base = await listen(undefined, createHttp2Server(toNodeHandler(handler)));
  const warnings = [];
  const warn = (warning) => warnings.push(warning.message);
  process.on("warning", warn);
  const headers = { ":authority": "app.test" };
  const ended = await fetchHttp2(`${base}/disconnect`, { method: "POST", headers });
  const head = await fetchHttp2(`${base}/status`, { method: "HEAD", headers });
  process.off("warning", warn);
  assert.deepEqual([ended.status, head.status], [204, 200]);
  assert.deepEqual(seen.slice(0, 2), ["http://app.test/api/chakra/disconnect", "app.test"]);
  for (const name of ["connection", "keep-alive", "transfer-encoding", "upgrade"]) assert.equal(head.headers.get(name), null);
  assert.deepEqual(warnings, []);
});

test("a body that is too long is rejected, and the connection stays usable", async () => {
  const base = new URL(await FRAMEWORKS["node:http"]());
  const ask = (path, body) =>
    new Promise((resolve, reject) => {
      const headers = { "x-tenant": "acme", "content-type": "application/json", "transfer-encoding": "chunked" };
      const asking = send(`${base}/${path}`, { method: "POST", headers }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode));
      });
      asking.on("error", reject);
      asking.end(body);
    });
  assert.equal(await ask("connect-token", `{"pluginId":"${"x".repeat(500_000)}"}`), 413);
  assert.equal(await ask("connect-token", "{}"), 200);
});

/** A server that runs the adapter itself, and its result after a request that `around` may answer. */
async function around(protocol, handler, around) {
  let adapter;
  const serve = (request, response) => {
    adapter = toNodeHandler(handler)(request, response);
    return around?.(response);
  };
  const isHttp2 = protocol === "node:http2";
  const base = await listen(isHttp2 ? undefined : serve, isHttp2 ? createHttp2Server(serve) : undefined);
  const answer = await fetchOf(protocol)(`${base}/status`, { method: "GET", headers: {} }).catch(() => undefined);
  return { status: answer?.status, finish: () => adapter };
}

for (const protocol of ["node:http", "node:http2"]) {
  for (const [what, early, expected] of [
    ["was sent", (response) => response.writeHead(503).end("late"), 503],
    ["was begun", (response) => (response.writeHead(503), response.write("late"), setTimeout(() => response.end(), 100)), 503],
    ["was cut off", (response) => (response.stream ?? response).destroy(), undefined],
  ]) {
    test(`${protocol}: a response that ${what} while the handler works is left alone`, async () => {
      let proceed;
      const handler = () => new Promise((resolve) => (proceed = resolve));
      const { status, finish } = await around(protocol, handler, early);
      if (expected) assert.equal(status, expected);
      proceed(new Response("{}", { headers: { "x-late": "1" } }));
      await finish();
    });
  }

  for (const [what, handler] of [
    ["rejects", async () => { throw new Error("of a wrapper"); }],
    ["throws", () => { throw new Error("of a wrapper"); }],
    ["has a body that fails", async () => new Response(new ReadableStream({ pull: (it) => it.error(new Error("of a wrapper")) }))],
  ]) {
    test(`${protocol}: a handler that ${what} is a 500, and is logged`, async (t) => {
      const logged = t.mock.method(console, "error", () => {});
      const { status, finish } = await around(protocol, handler);
      await finish();
      assert.equal(status, 500);
      assert.match(logged.mock.calls[0].arguments[1].cause, /of a wrapper/);
    });
  }
}

test("in Fastify, the headers that hooks have set are sent, and the handler's own win", async () => {
  for (const options of [{}, { http2: true }]) {
    const app = fastify(options);
    app.addHook("onRequest", async (_, reply) => {
      reply.header("strict-transport-security", "max-age=1").header("x-count", 7).header("cache-control", "public");
    });
    app.addHook("preHandler", async (_, reply) => {
      reply.header("set-cookie", "a=1").header("set-cookie", "b=2");
    });
    await app.register(toFastifyPlugin(handlerOf(() => "acme")), { prefix: "/api/chakra" });
    await app.listen({ port: 0, host: "127.0.0.1" });
    open.push(() => app.close());
    const ask = options.http2 ? fetchHttp2 : fetch;
    const { headers, status } = await ask(`http://127.0.0.1:${app.server.address().port}/api/chakra/status`, { method: "GET", headers: {} });
    assert.equal(status, 200);
    assert.deepEqual(["strict-transport-security", "x-count", "cache-control"].map((it) => headers.get(it)), ["max-age=1", "7", "no-store"]);
    assert.match(headers.get("set-cookie"), /^a=1, ?b=2$/);
  }
});

for (const [what, read] of [
  ["has read", (request, _, next) => request.resume().on("end", next)],
  ["has read a part of", (request, _, next) => request.once("data", () => (request.pause(), next()))],
  ["reads", (request, _, next) => request.on("data", () => {}).once("data", () => next())],
  ["has parsed, without keeping it,", (request, _, next) => express.json()(request, _, () => (delete request.body, next()))],
]) {
  test(`a body that a middleware ${what} fails at once, and the other calls work`, async (t) => {
    const logged = t.mock.method(console, "error", () => {});
    const app = express().use((request, response, next) => (request.method === "POST" ? read(request, response, next) : next()));
    app.use("/api/chakra", toNodeHandler(handlerOf(() => "acme")));
    const base = await listen(app);
    const ask = async (call) => {
      const headers = { "content-type": "application/json" };
      const signal = AbortSignal.timeout(5_000);
      return (await fetch(`${base}/${call}`, { method: "POST", headers, body: '{"intent":"connect"}', signal })).status;
    };
    assert.equal(await ask("connect-token"), 400);
    assert.match(logged.mock.calls[0].arguments[0], /already read/);
    assert.equal(await ask("disconnect"), 204);
  });
}

test("a body that a middleware has paused, and not read, is read", async () => {
  const app = express().use((request, _, next) => (request.pause(), next()));
  app.use("/api/chakra", toNodeHandler(handlerOf(() => "acme")));
  const base = await listen(app);
  const headers = { "content-type": "application/json" };
  const ask = { method: "POST", headers, body: '{"intent":"connect"}', signal: AbortSignal.timeout(5_000) };
  assert.equal((await fetch(`${base}/connect-token`, ask)).status, 200);
});

test("an empty body that a middleware has read is empty", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const app = express().use((request, _, next) => request.resume().on("end", next));
  app.use("/api/chakra", toNodeHandler(handlerOf(() => "acme")));
  const base = await listen(app);
  const headers = { "content-type": "application/json" };
  const ask = async (call) => (await fetch(`${base}/${call}`, { method: "POST", headers, signal: AbortSignal.timeout(5_000) })).status;
  assert.deepEqual([await ask("connect-token"), await ask("disconnect")], [400, 204]);
  assert.equal(logged.mock.callCount(), 0);
});

test("an invalid address is a 400", async () => {
  const base = new URL(await FRAMEWORKS["node:http"]());
  const status = await new Promise((resolve, reject) => {
    const asking = send({ host: base.hostname, port: base.port, path: "/status", headers: { host: "a b" } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on("error", reject);
    asking.end();
  });
  assert.equal(status, 400);
});
