// Renders the same view on the server and builds it for the browser: dist/FRAMEWORK-MODE/, whose page waits for
// `hydrate()`.
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

for (const framework of ["react", "preact", "vue"]) {
  const { render } = await import(`./src/${framework}.server.js`);
  const html = await render();
  for (const mode of ["development", "production"]) {
    const folder = new URL(`dist/${framework}-${mode}/`, import.meta.url);
    mkdirSync(folder, { recursive: true });
    await build({
      entryPoints: [new URL(`src/${framework}.client.js`, import.meta.url).pathname],
      bundle: true,
      format: "esm",
      outfile: new URL("client.js", folder).pathname,
      logLevel: "error",
      define: {
        "process.env.NODE_ENV": JSON.stringify(mode),
        __VUE_OPTIONS_API__: "true",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
      },
    });
    writeFileSync(
      new URL("index.html", folder),
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script async src="${process.env.SCRIPT}"></script></head><body><div id="root">${html}</div>
<script>window.first = document.querySelector("chakra-whatsapp-connect"); window.said = [];
window.hydrate = async () => (await import("./client.js")).hydrate();</script></body></html>`,
    );
  }
}
