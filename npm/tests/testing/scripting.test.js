// What a test can script (failures, waits, states), and what it can inspect afterwards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MockError, mockChakra } from "chakra-whatsapp-connect/testing/playwright";
import { EMBED, FakePage } from "./fake-playwright.js";

const mocked = async (options) => {
  const page = new FakePage();
  return { page, mock: await mockChakra(page, options) };
};

const codeOf = (code) => (error) => {
  assert.ok(error instanceof MockError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, /chakra-whatsapp-connect\/testing: /);
  assert.match(error.docs, /#testing$/);
  return true;
};

test("a failure lasts until it is taken back", async () => {
  const { page, mock } = await mocked();
  mock.fail("status", 503);
  for (let count = 0; count < 2; count += 1) assert.equal((await page.send("/api/chakra/status")).status, 503);
  assert.equal((await page.post("/api/chakra/connect-token")).status, 200);
  mock.recover("status");
  assert.equal((await page.send("/api/chakra/status")).status, 200);
});

test("a failure may be for some requests only, with a Retry-After", async () => {
  const { page, mock } = await mocked();
  mock.fail("status", "chakra_rate_limited", { times: 1, retryAfter: 7 });
  const refused = await page.send("/api/chakra/status");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers["retry-after"], "7");
  assert.equal(refused.body.code, "chakra_rate_limited");
  assert.equal(refused.body.type, "urn:problem-type:chakra-connect:chakra_rate_limited");
  assert.equal((await page.send("/api/chakra/status")).status, 200);
});

test("a body takes the place of the problem: a text is HTML", async () => {
  const { page, mock } = await mocked();
  mock.fail("connect-token", 502, { body: "<!doctype html><p>Bad gateway" });
  const answer = await page.post("/api/chakra/connect-token");
  assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
  assert.match(answer.body, /Bad gateway/);
});

test("without a network, the widget's second request gets no answer, either", async () => {
  const { page, mock } = await mocked();
  mock.fail("status", "network", { times: 2 });
  assert.equal(await page.send("/api/chakra/status"), "aborted");
  assert.equal(await page.send("/api/chakra/status", { method: "HEAD" }), "aborted");
  assert.equal(mock.calls("status").length, 1, "HEAD is no call");
});

test("a held request and later ones wait until they are released", async () => {
  const { page, mock } = await mocked();
  const hold = mock.hold("status");
  const done = [];
  const first = page.send("/api/chakra/status").then(() => done.push(1));
  await hold.reached;
  const second = page.send("/api/chakra/status").then(() => done.push(2));
  await mock.called("status", 2);
  assert.deepEqual(done, []);
  mock.set("connected");
  hold.release();
  await Promise.all([first, second]);
  assert.equal((await page.status()).state, "connected");
});

test("a held signup stays open; the outcome may still be changed", async () => {
  const { page, mock } = await mocked({ outcome: "cancel" });
  const hold = mock.hold("signup");
  const signup = page.signUp();
  await hold.reached;
  assert.equal(mock.state, "not_connected");
  mock.outcome("finish");
  hold.release();
  await signup;
  assert.equal(mock.state, "connected");
});

test("Chakra's script can fail", async () => {
  const { page, mock } = await mocked();
  mock.fail("sdk", 503, { times: 1 });
  assert.equal((await page.send(EMBED + "sdk.js")).status, 503);
  assert.match((await page.send(EMBED + "sdk.js")).body, /ChakraWhatsappConnect/);
});

test("a state implies the fields that belong to it", async () => {
  for (const [state, count, issues] of [["connected", 1, 0], ["choose_number", 2, 0], ["action_needed", 1, 1], ["reconnect_needed", 0, 0]]) {
    const { page } = await mocked({ state });
    const status = await page.status();
    assert.equal(status.state, state);
    assert.equal(status.numbers.length, count, state);
    assert.equal(status.numbers[0]?.issues.length ?? 0, issues, state);
  }
});

test("a status is taken as it is given", async () => {
  const number = { phoneNumberId: "7", displayPhoneNumber: "+49 30 1", issues: [] };
  const given = { state: "action_needed", reason: "Too new", numbers: [number], pluginId: "p", connectedSince: "2026-01-01T00:00:00Z" };
  const { page } = await mocked({ state: given });
  const { checkedAt, ...status } = await page.status();
  assert.deepEqual(status, given);
  assert.ok(Date.parse(checkedAt) > 0);
});

test("a report is never older than the previous one, whatever the clock does", async (context) => {
  const { page } = await mocked();
  context.mock.timers.enable({ apis: ["Date"], now: 2_000_000 });
  const first = (await page.status()).checkedAt;
  context.mock.timers.setTime(1_000_000);
  assert.equal((await page.status()).checkedAt, first);
});

test("requests are recorded with their bodies before they are answered", async () => {
  const { page, mock } = await mocked();
  const called = mock.called("connect-token");
  await page.send("/api/chakra/connect-token", { method: "POST", body: { intent: "replace" }, headers: { authorization: "Bearer x" } });
  const request = await called;
  assert.deepEqual(request.body, { intent: "replace" });
  assert.equal(request.headers.authorization, "Bearer x");
  assert.equal(request.url, "https://partner.example/api/chakra/connect-token");
  assert.deepEqual(mock.requests.map((it) => it.call), ["connect-token"]);
});

test("calls use the page's addresses, relative ones at any origin; other requests are untouched", async () => {
  const urls = { "connect-token": "/whatsapp/token", status: "https://api.partner.example/status" };
  const { page, mock } = await mocked({ backend: "/api/whatsapp/?team=1", urls });
  assert.equal((await page.post("/whatsapp/token")).status, 200);
  assert.equal((await page.send("https://api.partner.example/status?x=1")).status, 200);
  assert.equal((await page.post("/api/whatsapp/disconnect?team=1")).status, 204);
  for (const other of ["/api/chakra/status", "/status", "/api/whatsapp"]) {
    assert.equal(await page.send(other), undefined, other);
  }
  assert.equal(mock.requests.length, 3);
});

test("the contract's methods are needed, and the tenant's own plugin", async () => {
  const { page } = await mocked();
  assert.equal((await page.send("/api/chakra/connect-token")).body.code, "method_not_allowed");
  const refused = await page.post("/api/chakra/connect-token", { intent: "connect", pluginId: "another's" });
  assert.equal(refused.body.code, "plugin_not_yours");
});

test("nothing of Chakra's folder reaches Chakra, and a token of another mock is refused", async () => {
  const { page } = await mocked();
  const other = await mocked();
  assert.equal((await page.send(EMBED + "new-file.js")).status, 404);
  const { connectToken } = (await other.page.post("/api/chakra/connect-token")).body;
  assert.equal((await page.post(EMBED + "session", { connectToken })).status, 401);
  assert.equal((await other.page.post(EMBED + "session", { connectToken })).status, 200);
});

test("restoring removes the additions and releases what waits", async () => {
  const { page, mock } = await mocked();
  const hold = mock.hold("status");
  const waiting = page.send("/api/chakra/status");
  await hold.reached;
  await mock.restore();
  assert.equal((await waiting).status, 200);
  assert.equal(page.routes.length, 0);
});

test("mistakes have a code, the allowed names, and a page with the remedy", async () => {
  const { mock } = await mocked();
  assert.throws(() => mock.outcome("finsh"), codeOf("unknown_outcome"));
  assert.throws(() => mock.outcome("finsh"), /several_numbers/);
  assert.throws(() => mock.set("conected"), codeOf("unknown_state"));
  assert.throws(() => mock.fail("stauts", 503), codeOf("unknown_call"));
  assert.throws(() => mock.fail("status", 200), codeOf("unknown_problem"));
  assert.throws(() => mock.fail("status", "chakra_gone"), codeOf("unknown_problem"));
  assert.throws(() => mock.hold("popup"), codeOf("unknown_call"));
  assert.throws(() => mock.calls("token"), codeOf("unknown_call"));
  await assert.rejects(mockChakra(new FakePage(), { outcome: "x" }), codeOf("unknown_outcome"));
});

test("the address of a backend may have slashes at its end, and many in it", async () => {
  for (const [backend, path] of [
    ["/api/chakra", "/api/chakra/status"],
    ["/api/chakra///", "/api/chakra/status"],
    ["/", "/status"],
    ["", "/status"],
    ["/a//b/?x=/", "/a//b/status?x=/"],
    ["/a/#b", "/a/status"],
  ]) {
    const { page } = await mocked({ backend });
    assert.equal((await page.send(path)).status, 200, backend);
  }
  const spent = async (length) => {
    const { user: before } = process.cpuUsage();
    await mocked({ backend: `/${"/".repeat(length)}x` });
    return process.cpuUsage().user - before;
  };
  // Linear, this takes a few milliseconds; quadratic, many seconds.
  assert.ok((await spent(100_000)) < 2_000_000);
});
