// Failed requests: if nothing was sent, the next token may create a plugin at once; otherwise a plugin may exist.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { FakeClock } from "./support/fake-clock.js";
import { KEY } from "./support/fake-chakra.js";
import { server } from "./support/package.js";
import { world } from "./support/world.js";

const error = (message, fields) => Object.assign(new Error(message), fields);
const failed = (cause) => new TypeError("fetch failed", { cause });
/** Node's error of an address that was tried. */
const tried = (syscall, code) => error(`${syscall} ${code}`, { syscall, code });
/** Node's error after several addresses. Its own code is that of the first. */
const all = (...errors) => failed(Object.assign(new AggregateError(errors), { code: errors[0].code }));
const circular = error("x");
circular.cause = circular;

const NOT_SENT = {
  "addresses that do not respond": all(tried("connect", "ETIMEDOUT"), tried("connect", "ENETUNREACH")),
  "no free local port": failed(tried("connect", "EADDRNOTAVAIL")),
  "no free file": failed(tried("connect", "EMFILE")),
  "a reset connection attempt": failed(tried("connect", "ECONNRESET")),
  "a name server that fails": failed(tried("getaddrinfo", "ESERVFAIL")),
  "a timeout of connecting": failed(error("Connect Timeout Error", { code: "UND_ERR_CONNECT_TIMEOUT" })),
  "an end before TLS": failed(error("Client network socket disconnected before secure TLS connection was established", { code: "ECONNRESET" })),
  "an unknown issuer": failed(error("unable to verify the first certificate", { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" })),
  "an expired certificate": failed(error("certificate has expired", { code: "CERT_HAS_EXPIRED" })),
  "no common cipher, on Node 20": failed(error("x", { code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" })),
  "no common cipher, on Node 24": failed(error("x", { code: "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE" })),
  "a proxy that opens no tunnel": failed(error("Proxy response (407) !== 200 when HTTP Tunneling", { code: "UND_ERR_ABORTED" })),
  "an error without a code": error("request to https://api.chakra.test failed, reason: connect ECONNREFUSED 10.0.0.1:443"),
  "a cause of a cause": failed(failed(tried("connect", "ETIMEDOUT"))),
  "Deno": failed(error("error sending request for url (https://api.chakra.test/): client error (Connect): tls handshake eof")),
  "Bun": error("ECONNREFUSED: Unable to connect. Is the computer able to access the url?", { code: "ECONNREFUSED", errno: 0 }),
  "Bun's TLS": error("EPROTO: The TLS handshake failed. Does the server speak TLS on this port?", { code: "EPROTO", errno: 0 }),
};

const MAY_BE_SENT = {
  "one address that broke later": all(tried("connect", "ETIMEDOUT"), tried("read", "ECONNRESET")),
  "a reset connection": failed(tried("read", "ECONNRESET")),
  "a connection that times out": failed(tried("read", "ETIMEDOUT")),
  "a route that is lost": failed(tried("read", "EHOSTUNREACH")),
  "a failed write": failed(tried("write", "EPIPE")),
  "an end without a response": failed(error("other side closed", { code: "UND_ERR_SOCKET" })),
  "a late response": failed(error("Headers Timeout Error", { code: "UND_ERR_HEADERS_TIMEOUT" })),
  "garbage in TLS": failed(error("x", { code: "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC" })),
  "Deno": failed(error("error sending request from 10.0.0.1:1 for https://certs.test/ECONNREFUSED: client error (SendRequest): connection closed")),
  "Bun": error("ECONNRESET: The socket connection was closed unexpectedly.", { code: "ECONNRESET", errno: 0 }),
  "no list of addresses": failed(new AggregateError([])),
  "an error that causes itself": circular,
};

for (const [isSent, cases] of [[false, NOT_SENT], [true, MAY_BE_SENT]]) {
  for (const [what, failure] of Object.entries(cases)) {
    test(`${what} ${isSent ? "leaves an unknown outcome" : "creates no plugin"}`, async () => {
      const { token, chakra, record } = world();
      chakra.script("create", failure);
      assert.equal((await token()).body.code, "chakra_unreachable");
      assert.equal((await record()).reservations.length, isSent ? 1 : 0);
      chakra.heal("create");
      assert.equal((await token()).body.code, isSent ? "plugin_pending" : undefined);
    });
  }
}

for (const [scheme, isSent] of [["https", false], ["http", true]]) {
  test(`a server that ends the connection after the first bytes of ${scheme}`, async () => {
    const ending = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.destroy())).unref();
    await new Promise((resolve) => ending.listen(0, "127.0.0.1", resolve));
    const store = server.memoryStore();
    const apiUrl = `${scheme}://127.0.0.1:${ending.address().port}`;
    const handler = server.createConnectHandler({ apiKey: KEY, apiUrl, store, clock: new FakeClock(), log: () => {}, tenant: () => "acme" });
    const headers = { "content-type": "application/json" };
    const answer = await handler(new Request("https://app.test/connect-token", { method: "POST", headers, body: "{}" }));
    assert.equal((await answer.json()).code, "chakra_unreachable");
    assert.equal((await store.read("acme")).record.reservations.length, isSent ? 1 : 0);
    ending.close();
  });
}
