// One life of a backend with Chakra's stand-in: its operations, with a point around each access to the store and to
// Chakra.

import { openDatabase } from "./databases.js";
import { server } from "./package.js";

/** Begins a life. `later` sets its clock forward, past all leases and pauses. */
export async function beginLife({ storeName, variables, later = 0, point = () => {} }) {
  const { query, dialect, close } = await openDatabase(storeName);
  const store = server.sqlStore({
    dialect,
    async query(text, values) {
      point();
      const result = await query(text, values);
      point();
      return result;
    },
  });
  const handler = server.createConnectHandler({
    apiKey: variables.CHAKRA_API_KEY,
    apiUrl: variables.CHAKRA_API_URL,
    store,
    log: () => {},
    tenant: () => "acme",
    async fetch(input, init) {
      point();
      const response = await fetch(input, init);
      // After the response has arrived, too: the work is done, but not recorded.
      point();
      return response;
    },
    clock: {
      now: () => Date.now() + later,
      elapsed: () => performance.now(),
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    },
  });
  const call = async (method, name, body) => {
    const headers = body && { "content-type": "application/json" };
    const init = { method, headers, body: body && JSON.stringify(body) };
    const response = await handler(new Request(`https://app.test/${name}`, init));
    const text = await response.text();
    await handler.drained();
    return { status: response.status, body: text && JSON.parse(text) };
  };
  return {
    connect: () => call("POST", "connect-token", {}),
    status: () => call("GET", "status"),
    disconnect: () => call("POST", "disconnect"),
    choose: (phoneNumberId) => call("POST", "connect-event", { phoneNumberId }),
    maintain: () => handler.maintain(),
    record: async () => (await store.read("acme"))?.record,
    forget: () => query("DELETE FROM chakra_connect_tenant", []),
    migrate: () => store.migrate(),
    end: () => close(),
  };
}
