import { createClient } from "@libsql/client";
import { getSecret } from "astro:env/server";
import { createConnectHandler, sqlStore } from "chakra-whatsapp-connect/server";

const db = createClient({ url: "file:connect.db" });
const store = sqlStore({ dialect: "sqlite", query: (sql, args) => db.execute({ sql, args }) });
await store.migrate();

export const connect = createConnectHandler({
  apiKey: getSecret("CHAKRA_API_KEY"),
  // Set for the stand-in only.
  apiUrl: getSecret("CHAKRA_API_URL"),
  sdkUrl: getSecret("CHAKRA_SDK_URL"),
  store,
  // Yours: your customer's id, from your session. Until then: one demo customer, and in production nobody.
  tenant: () => (import.meta.env.DEV ? "demo" : undefined),
});
