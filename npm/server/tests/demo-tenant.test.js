// The demo's tenant lives on this machine only, by the rules of the reference backend (`who_asks/demo_tenant.rs`).

import assert from "node:assert/strict";
import { test } from "node:test";
import { server } from "./support/package.js";

const { demoTenant } = server;
const tenant = demoTenant();

/** Whether a request with these headers is the demo customer's. */
function isDemo(...headers) {
  const caller = tenant(new Request("http://localhost/api/chakra/status", { headers }));
  assert.ok(caller === undefined || caller.id === "demo");
  return caller !== undefined;
}

test("the demo tenant lives on this machine only", () => {
  for (const host of ["127.0.0.1:8080", "localhost", "app.localhost:1", "[::1]:80", "[::ffff:127.0.0.1]:80", "127.1.2.3"]) {
    assert.ok(isDemo(["host", host]), host);
  }
  for (const host of [
    "evil.example",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "localhost.evil.example",
    "notlocalhost",
    "evil.example:80#localhost",
    "[::2]",
    "localhost, evil.example",
    "",
  ]) {
    assert.ok(!isDemo(["host", host]), host);
  }
  assert.ok(!isDemo(), "the address of the request may be a default");
});

test("a forwarded request is not from this machine", () => {
  for (const header of [
    ["forwarded", "for=192.0.2.60;host=example.com"],
    ["forwarded", "for=127.0.0.1"],
    ["via", "1.1 proxy"],
    ["x-real-ip", "127.0.0.1"],
    ["x-forwarded-for", "192.0.2.60"],
    ["x-forwarded-for", "127.0.0.1, 192.0.2.60"],
    ["x-forwarded-proto", "https"],
    ["x-forwarded-port", "443"],
    ["x-forwarded-server", "proxy"],
    ["x-forwarded-host", "app.example.com"],
    ["x-forwarded-host", "localhost, app.example.com"],
    ["x-forwarded-host", ""],
  ]) {
    assert.ok(!isDemo(["host", "127.0.0.1:8080"], header), header.join(": "));
  }
});

test("a development server on this machine may forward", () => {
  const next = [["host", "127.0.0.1:8080"], ["x-forwarded-host", "localhost:3000"]];
  const more = [["x-forwarded-proto", "http"], ["x-forwarded-port", "3000"]];
  assert.ok(isDemo(...next));
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.1:50000"]) {
    assert.ok(isDemo(...next, ...more, ["x-forwarded-for", address]), address);
  }
  // `nuxt dev` leaves `Host` as it is.
  assert.ok(isDemo(["host", "localhost:3000"], ["x-forwarded-for", "127.0.0.1"], ...more));
  for (const other of [
    ["x-forwarded-for", "192.0.2.60"],
    ["x-forwarded-for", "127.0.0.1, 192.0.2.60"],
    ["x-forwarded-host", "app.example.com"],
    ["x-forwarded-server", "proxy"],
    ["x-real-ip", "127.0.0.1"],
    ["via", "1.1 proxy"],
  ]) {
    assert.ok(!isDemo(...next, other), other.join(": "));
  }
});

test("in production, there is no demo tenant", () => {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    assert.ok(!isDemo(["host", "localhost"]));
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
});
