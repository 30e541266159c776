// A partner's page with the widget and a strict policy, and the package's files.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const PACKAGE = new URL("../node_modules/chakra-whatsapp-connect/", import.meta.url);
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
/** The policy of docs/book/src/policies.md. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' https://embed.chakrahq.com; img-src data:; frame-src https://embed.chakrahq.com";
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect>
<script type="module" src="/page.js"></script>`;
const SCRIPT = `import { define } from "/package/index.js";
window.heard = [];
for (const name of ["connected", "cancelled", "failed"]) {
  document.addEventListener("chakra-" + name, ({ detail }) => heard.push([name, detail.reason ?? detail.code ?? detail.state]));
}
define({ assets: "/package/" });`;

export async function site(headers = {}) {
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, "http://site.invalid").pathname;
    const send = (type, body) => response.writeHead(200, { "content-type": type, "content-security-policy": POLICY, ...headers }).end(body);
    if (path === "/") return send("text/html", PAGE);
    if (path === "/page.js") return send("text/javascript", SCRIPT);
    try {
      send(TYPES[extname(path)], await readFile(new URL(path.slice("/package/".length), PACKAGE)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
