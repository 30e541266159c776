import { DatabaseSync } from "node:sqlite";
import { getSecret } from "astro:env/server";
import { createConnectHandler, demoTenant, sqlStore } from "chakra-whatsapp-connect/server";

const db = new DatabaseSync("connect.db", { timeout: 5000 });
const store = sqlStore({ dialect: "sqlite", query: (sql, args) => db.prepare(sql).all(...args) });
await store.migrate();

export const connect = createConnectHandler({
  apiKey: getSecret("CHAKRA_API_KEY"),
  // Set for the stand-in only.
  apiUrl: getSecret("CHAKRA_API_URL"),
  sdkUrl: getSecret("CHAKRA_SDK_URL"),
  store,
  // Yours: your customer's id, from your session. Until then: one demo customer, on this machine only.
  tenant: import.meta.env.DEV ? demoTenant() : () => undefined,
});
