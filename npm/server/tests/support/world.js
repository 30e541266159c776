// A handler with a stand-in for Chakra, and with a clock that the test moves.

import { FakeChakra, API, KEY } from "./fake-chakra.js";
import { FakeClock } from "./fake-clock.js";
import { server } from "./package.js";

/** Everything that the tests of this process have logged or returned, to be searched for the key at the end. */
export const PRODUCED = [];

/** A separate world. */
export function world(options = {}) {
  const chakra = options.chakra ?? new FakeChakra();
  const clock = options.clock ?? new FakeClock();
  const store = options.store ?? server.memoryStore();
  const lines = [];
  const log = (level, message, fields) => {
    lines.push({ level, message, ...fields });
    PRODUCED.push(JSON.stringify([level, message, fields]));
  };
  const handler = server.createConnectHandler({
    apiKey: KEY,
    apiUrl: API,
    fetch: chakra.fetch,
    clock,
    store,
    log,
    tenant: (request) => request.headers.get("x-tenant"),
    ...options.handler,
  });
  /** Calls the handler. Returns `{ status, body, headers }`. */
  const call = async (method, name, { tenant = "acme", body, headers = {} } = {}) => {
    const sent = body === undefined ? {} : { "content-type": "application/json" };
    const request = new Request(`https://app.test/api/chakra/${name}`, {
      method,
      headers: { ...sent, ...(tenant && { "x-tenant": tenant }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const response = await handler(request);
    const text = await response.text();
    PRODUCED.push(text, JSON.stringify([...response.headers]));
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  };
  return {
    chakra,
    clock,
    store,
    lines,
    handler,
    call,
    token: (body = {}, more = {}) => call("POST", "connect-token", { body, ...more }),
    status: (more) => call("GET", "status", more),
    event: (body, more = {}) => call("POST", "connect-event", { body, ...more }),
    disconnect: (more) => call("POST", "disconnect", more),
    record: async (tenant = "acme") => (await store.read(tenant))?.record,
  };
}
