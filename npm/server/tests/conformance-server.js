// A server with the handler for the conformance check, using the platform's own server. Sessions are a cookie; `STORE`
// names the store.

import { createServer } from "node:http";
import { server, node } from "./support/package.js";
import { openStore } from "./support/databases.js";

const { createConnectHandler } = server;
const store = await openStore(process.env.STORE ?? "memory");
const handler = createConnectHandler({
  apiKey: process.env.CHAKRA_API_KEY,
  apiUrl: process.env.CHAKRA_API_URL,
  sdkUrl: process.env.CHAKRA_SDK_URL,
  store,
  tenant(request) {
    const id = /session=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
    // A planted fault, to prove that the check detects it.
    if (process.env.PLANTED === "everybody") return "acme";
    return id && { id, name: id };
  },
  onConnected: () => {},
});
const port = Number(process.env.PORT ?? 0);
const hostname = "127.0.0.1";
const ready = (port) => console.log(`ready: http://${hostname}:${port}/api/chakra`);

if (globalThis.Deno) {
  Deno.serve({ port, hostname, onListen: ({ port }) => ready(port) }, (request) => handler(request));
} else if (globalThis.Bun) {
  ready(Bun.serve({ port, hostname, fetch: (request) => handler(request) }).port);
} else {
  const listening = createServer(node.toNodeHandler(handler));
  listening.listen(port, hostname, () => ready(listening.address().port));
}
