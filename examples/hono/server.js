import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { connect } from "./connect.js";

const app = new Hono();
app.all("/api/chakra/:call", ({ req }) => connect(req.raw));
// The widget, as installed by npm.
const root = "node_modules/chakra-whatsapp-connect";
app.use("/chakra/*", serveStatic({ root, rewriteRequestPath: (path) => path.replace("/chakra", "") }));
app.get("/", serveStatic({ path: "index.html" }));

// Only for this machine, while everyone is the demo customer.
const port = Number(process.env.PORT ?? 3000);
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, () => {
  console.log(`http://127.0.0.1:${port}`);
});

// Requests and calls to Chakra that have begun are finished before the end.
process.once("SIGTERM", () => {
  server.close(() => connect.drained().then(() => process.exit()));
});
