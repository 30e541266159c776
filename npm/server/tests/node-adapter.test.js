// The handler in `node:http`, Express and Fastify: bodies, sessions, addresses and responses as on the other platforms.

import assert from "node:assert/strict";
import { createServer, request as send } from "node:http";
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

async function listen(listener) {
  const listening = createServer(listener);
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise((resolve) => (listening.closeAllConnections(), listening.close(resolve))));
  return `http://127.0.0.1:${listening.address().port}/api/chakra`;
}

const FRAMEWORKS = {
  "node:http": () => listen(toNodeHandler(handlerOf((request) => request.headers["x-tenant"]))),

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

  "Fastify": async () => {
    const app = fastify();
    app.addHook("onRequest", async (request) => {
      request.session = { company: request.headers["x-tenant"] };
    });
    await app.register(toFastifyPlugin(handlerOf((request) => request.session.company)), { prefix: "/api/chakra" });
    await app.listen({ port: 0, host: "127.0.0.1" });
    open.push(() => app.close());
    return `http://127.0.0.1:${app.server.address().port}/api/chakra`;
  },
};

for (const [name, start] of Object.entries(FRAMEWORKS)) {
  test(`${name}: the four calls and their rejections`, async () => {
    const base = await start();
    const call = async (method, path, { tenant = "acme", body, headers = {} } = {}) => {
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const answer = await fetch(`${base}/${path}`, { method, headers: { ...type, ...(tenant && { "x-tenant": tenant }), ...headers }, body });
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
    const form = { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } };
    assert.equal((await call("POST", "connect-token", form)).body.code, "unsupported_media_type");
  });
}

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
