import { DatabaseSync } from "node:sqlite";
import { createConnectHandler, demoTenant, sqlStore } from "chakra-whatsapp-connect/server";
import { Hono } from "hono";
import { serveStatic } from "hono/deno";

const db = new DatabaseSync("connect.db");
const store = sqlStore({ dialect: "sqlite", query: (sql, args) => db.prepare(sql).all(...args) });
await store.migrate();

const connect = createConnectHandler({
  apiKey: Deno.env.get("CHAKRA_API_KEY"),
  // Set for the stand-in only.
  apiUrl: Deno.env.get("CHAKRA_API_URL"),
  sdkUrl: Deno.env.get("CHAKRA_SDK_URL"),
  store,
  // Yours: your customer's id, from your session. Until then: one demo customer, on this machine only.
  tenant: demoTenant(),
});

const app = new Hono();
app.all("/api/chakra/:call", ({ req }) => connect(req.raw));
// The widget, as installed by npm.
const root = "node_modules/chakra-whatsapp-connect";
app.use("/chakra/*", serveStatic({ root, rewriteRequestPath: (path) => path.replace("/chakra", "") }));
app.get("/", serveStatic({ path: "index.html" }));

// Only for this machine, while everyone is the demo customer.
const port = Number(Deno.env.get("PORT") ?? 3000);
const server = Deno.serve({ hostname: "127.0.0.1", port }, app.fetch);

// Requests and calls to Chakra that have begun are finished before the end.
Deno.addSignalListener("SIGTERM", async () => {
  await server.shutdown();
  await connect.drained();
  Deno.exit();
});
