import { DatabaseSync } from "node:sqlite";
import { createConnectHandler, demoTenant, sqlStore } from "chakra-whatsapp-connect/server";

const db = new DatabaseSync("connect.db", { timeout: 5000 });
const store = sqlStore({ dialect: "sqlite", query: (sql, args) => db.prepare(sql).all(...args) });
await store.migrate();

export const connect = createConnectHandler({
  apiKey: process.env.CHAKRA_API_KEY,
  // Set for the stand-in only.
  apiUrl: process.env.CHAKRA_API_URL,
  sdkUrl: process.env.CHAKRA_SDK_URL,
  store,
  // Yours: your customer's id, from your session. Until then: one demo customer, on this machine only.
  tenant: import.meta.dev ? demoTenant() : () => undefined,
});
