// Compares the handler with the reference backend, for one tenant and one plugin: whatever Chakra's records contain,
// both report the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as odd from "./support/odd-records.js";
import { server } from "./support/package.js";
import { Program, startSandbox } from "./support/programs.js";

const { CHAKRA_BACKEND, CHAKRA_SANDBOX } = process.env;
const skip = (!CHAKRA_BACKEND || !CHAKRA_SANDBOX) && "CHAKRA_BACKEND or CHAKRA_SANDBOX names no program";
const WORDS = ["CONNECTED", "VERIFIED", "PENDING", "UNKNOWN", "PENDING_REVIEW", "MANUAL_REVIEW", "RESTRICTED", "BLOCKED",
  "FLAGGED", "RATE_LIMITED", "SUSPENDED", "UNVERIFIED", "EXPIRED", "DECLINED", "REJECTED", "DISCONNECTED", "OFFLINE",
  "DELETED", "MIGRATED", "BANNED", "BRAND_NEW"];

let sandbox, reference, handler, plugin;
let compared = 0;
// Each check is a minute later than the previous one, so that no quota is exceeded.
let later = 0;

before(async () => {
  if (skip) return;
  sandbox = await startSandbox();
  const { CHAKRA_API_URL: apiUrl, CHAKRA_API_KEY: apiKey, CHAKRA_SDK_URL: sdkUrl } = sandbox.variables;
  const settings = ["--demo-tenant", "--database-in-memory", "--listen", "127.0.0.1:0", "--status-life", "0", "--calls-per-tenant", "0"];
  reference = await Program.start(CHAKRA_BACKEND, ["serve", ...settings], sandbox.variables);
  handler = server.createConnectHandler({
    apiKey,
    apiUrl,
    sdkUrl,
    store: server.memoryStore(),
    log: () => {},
    tenant: () => "demo",
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now() + later,
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    },
  });
  const { body } = await told("POST", "connect-token", {}, (url, init) => fetch(url, init));
  plugin = body;
  assert.equal(await handler.adopt("demo", plugin), "adopted");
});
after(async () => {
  await reference?.stop();
  await sandbox?.stop();
});

/** The response of one of them, without times, which differ. */
async function told(method, call, body, ask) {
  const headers = body && { "content-type": "application/json" };
  const address = /http:\/\/[^/]+/.exec(reference.address)[0];
  const answer = await ask(`${address}/api/chakra/${call}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  let value = text && JSON.parse(text);
  if (answer.ok && call === "status") {
    const { checkedAt, connectedSince, ...rest } = value;
    assert.ok(Math.abs(Date.parse(checkedAt) - Date.now()) < 60_000, checkedAt);
    value = rest;
  }
  if (answer.ok && call === "connect-token") value = value.pluginId;
  const common = ["cache-control", "content-type", "retry-after", "x-content-type-options", "content-security-policy",
    "referrer-policy", "cross-origin-resource-policy", "allow"];
  return { status: answer.status, headers: common.map((name) => answer.headers.get(name)), body: value };
}

/** Requires the same response from both. */
async function both(what, method, call, body) {
  later += 60_000;
  handler.invalidate("demo");
  const [theirs, ours] = await Promise.all([
    told(method, call, body, (url, init) => fetch(url, init)),
    told(method, call, body, (url, init) => handler(new Request(url, init))),
  ]);
  assert.deepEqual(ours, theirs, what);
  compared += 1;
  return ours;
}

const status = (what) => both(what, "GET", "status");
const change = (path, body) => sandbox.control(path, body);
const answers = (endpoint, failure) => change("settings", { failures: { [endpoint]: failure } });
const says = (body) => ({ status: 200, body: JSON.stringify(body) });

test("the states of a signup", { skip }, async () => {
  await status("nothing");
  for (const outcome of ["finish", "finish_only_waba", "several_numbers", "in_review"]) {
    await change("signup", { pluginId: plugin, outcome });
    await status(outcome);
    await change("plugin", { pluginId: plugin, isActive: false });
    await status(`${outcome}, switched off`);
    await change("plugin", { pluginId: plugin, isActive: true });
    await change("plugin", { pluginId: plugin, signedOff: true });
    await status(`${outcome}, signed off`);
  }
});

test("every word in every field", { skip }, async () => {
  await change("signup", { pluginId: plugin, outcome: "finish" });
  const { body } = await status("finish");
  const [{ phoneNumberId }] = body.numbers;
  for (const word of WORDS) {
    for (const field of ["status", "nameStatus", "chakraStatus"]) {
      await change("number", { phoneNumberId, [field]: word });
      await status(`${field}: ${word}`);
      await change("number", { phoneNumberId, [field]: "CONNECTED" });
    }
    await change("plugin", { pluginId: plugin, accountChakraStatus: word });
    await status(`account: ${word}`);
    await change("plugin", { pluginId: plugin, accountChakraStatus: "CONNECTED" });
  }
});

test("odd records", { skip }, async () => {
  for (const body of odd.plugins(plugin)) {
    await answers("get-plugin", says(body));
    await status(JSON.stringify(body));
  }
  await answers("get-plugin", says(odd.plugin(plugin)));
  for (const body of odd.phones) {
    await answers("get-phone-number", says(body));
    await status(JSON.stringify(body));
  }
  for (const code of [404, 400, 503]) {
    await answers("get-phone-number", { status: code });
    await status(`a number: ${code}`);
  }
  await answers("get-phone-number", says({}));
  for (const body of odd.accounts(plugin)) {
    await answers("list-business-accounts", says(body));
    await status(JSON.stringify(body));
  }
  for (const endpoint of ["list-business-accounts", "get-phone-number", "get-plugin"]) await answers(endpoint, null);
});

test("accounts that cannot be read", { skip }, async () => {
  const account = (word) => change("plugin", { pluginId: plugin, accountChakraStatus: word });
  for (const word of ["BANNED", "CONNECTED"]) {
    await account(word);
    const known = (await status(`an account: ${word}`)).body.state;
    assert.equal(known === "connected", word === "CONNECTED", known);
    for (const failure of [
      { status: 500 }, { status: 403 }, { status: 200, cut: true }, says({}), says({ _data: [] }),
      says({ _data: [{ id: "1", chakraStatus: "DISCONNECTED" }] }),
    ]) {
      await answers("list-business-accounts", failure);
      assert.equal((await status(`${word}: ${JSON.stringify(failure)}`)).body.state, known);
    }
    await answers("list-business-accounts", null);
  }
});

test("failures, rejections and odd requests", { skip }, async () => {
  for (const failure of [
    { status: 400 }, { status: 401 }, { status: 403 }, { status: 404 }, { status: 409 }, { status: 422 }, { status: 500 },
    { status: 503 }, { status: 302 }, { status: 200, body: "<html>" }, { status: 200, cut: true },
    { status: 404, body: '{"_errors":["Plugin not found"]}' }, { status: 503, body: '{"_errors":["plugin not found"]}' },
  ]) {
    await answers("get-plugin", failure);
    await answers("create-connect-token", failure);
    await status(JSON.stringify(failure));
    if (!failure.body?.includes("_errors")) await both(JSON.stringify(failure), "POST", "connect-token", {});
  }
  for (const endpoint of ["get-plugin", "create-connect-token"]) await answers(endpoint, null);
  for (const [method, call, body] of [
    ["GET", "nothing"], ["PUT", "status"], ["GET", "connect-token"], ["POST", "connect-event", {}], ["POST", "connect-event", []],
    ["POST", "connect-event", { phoneNumberId: "1" }], ["POST", "connect-event", { phoneNumberId: 1 }],
    ["POST", "connect-event", { event: "x", attemptId: null }], ["POST", "connect-event", { event: "x", attemptId: 7 }],
    ["POST", "connect-token"], ["POST", "connect-token", { intent: "take" }], ["POST", "connect-token", { intent: null }],
    ["POST", "connect-token", { pluginId: "another" }], ["POST", "connect-token", { pluginId: plugin, intent: "replace", more: 1 }],
    ["POST", "connect-token", { pluginId: "x".repeat(70_000) }],
  ]) {
    await both(`${method} ${call} ${JSON.stringify(body)?.slice(0, 60)}`, method, call, body);
  }
});

test("a choice and its end", { skip }, async () => {
  await change("signup", { pluginId: plugin, outcome: "several_numbers" });
  const { body } = await status("several");
  const phoneNumberId = body.numbers[1].phoneNumberId;
  assert.equal((await both("a choice", "POST", "connect-event", { phoneNumberId })).status, 202);
  assert.equal((await status("chosen")).body.numbers[0].phoneNumberId, phoneNumberId);
  await change("settings", { keepOldNumbers: true });
  await change("signup", { pluginId: plugin, outcome: "finish" });
  assert.equal((await status("another came")).body.state, "choose_number");
});

test("the end: no existing connection is forgotten", { skip }, async () => {
  for (const endpoint of ["update-plugin", "delete-plugin"]) await answers(endpoint, { status: 503 });
  await both("both fail", "POST", "disconnect");
  await status("both have failed");
  await answers("update-plugin", null);
  assert.equal((await both("one fails", "POST", "disconnect")).status, 204);
  assert.equal((await status("disconnected")).body.state, "not_connected");
  await both("again", "POST", "disconnect");
});

test("a 429 and its wait", { skip }, async () => {
  await answers("create-connect-token", { status: 429, retryAfter: "7", times: 2 });
  assert.equal((await both("slow down", "POST", "connect-token", {})).headers[2], "7");
  console.log(`parity: ${compared} answers compared`);
  assert.ok(compared > 150, String(compared));
});
