// The handler in workerd, with Miniflare and D1: the same server as `conformance-server.js`.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Miniflare } from "miniflare";

const WORKER = `
  import { createConnectHandler, sqlStore } from "./server.js";

  let handler;

  export default {
    async fetch(request, env, ctx) {
      if (!handler) {
        const query = (text, values) => env.DB.prepare(text).bind(...values).all();
        const store = sqlStore({ query, dialect: "sqlite" });
        await store.migrate();
        handler = createConnectHandler({
          apiKey: env.CHAKRA_API_KEY,
          apiUrl: env.CHAKRA_API_URL,
          sdkUrl: env.CHAKRA_SDK_URL,
          store,
          tenant(request) {
            const id = /session=(\\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
            return id && { id, name: id };
          },
        });
      }
      return handler(request, ctx);
    },
  };
`;

const { CHAKRA_SERVER, CHAKRA_API_KEY, CHAKRA_API_URL, CHAKRA_SDK_URL } = process.env;
const bundle = readFileSync(resolve(CHAKRA_SERVER, "server.js"), "utf8");
const platform = new Miniflare({
  host: "127.0.0.1",
  port: Number(process.env.PORT ?? 0),
  compatibilityDate: "2025-06-01",
  modules: [
    { type: "ESModule", path: "worker.js", contents: WORKER },
    { type: "ESModule", path: "server.js", contents: bundle },
  ],
  d1Databases: { DB: "conformance" },
  bindings: { CHAKRA_API_KEY, CHAKRA_API_URL, CHAKRA_SDK_URL },
});
const { origin } = await platform.ready;
console.log(`ready: ${origin}/api/chakra`);
