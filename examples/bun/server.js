import { Database } from "bun:sqlite";
import { createConnectHandler, demoTenant, sqlStore } from "chakra-whatsapp-connect/server";

const db = new Database("connect.db");
const store = sqlStore({ dialect: "sqlite", query: (sql, args) => db.query(sql).all(...args) });
await store.migrate();

const connect = createConnectHandler({
  apiKey: process.env.CHAKRA_API_KEY,
  // Set for the stand-in only.
  apiUrl: process.env.CHAKRA_API_URL,
  sdkUrl: process.env.CHAKRA_SDK_URL,
  store,
  // Yours: your customer's id, from your session. Until then: one demo customer, on this machine only.
  tenant: demoTenant(),
});

// The widget, as installed by npm.
const file = (path) => new Response(Bun.file(`node_modules/chakra-whatsapp-connect${path}`));

const server = Bun.serve({
  // Only for this machine, while everyone is the demo customer.
  hostname: "127.0.0.1",
  port: process.env.PORT ?? 3000,
  // Otherwise Bun closes a connection after some 10 s. A request may take 12 s.
  idleTimeout: 30,
  routes: {
    "/": () => new Response(Bun.file("index.html")),
    "/api/chakra/:call": (request) => connect(request),
    "/chakra/*": (request) => file(new URL(request.url).pathname.replace("/chakra", "")),
  },
});
console.log(server.url.href);

// Requests and calls to Chakra that have begun are finished before the end.
process.once("SIGTERM", async () => {
  await server.stop();
  await connect.drained();
  process.exit();
});
