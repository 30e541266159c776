// Builds the same entry with each bundler, configured as its documentation advises beginners: dist/NAME/.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import Extract from "mini-css-extract-plugin";
import { Parcel } from "@parcel/core";
import { rollup } from "rollup";
import postcss from "rollup-plugin-postcss";
import * as vite from "vite";
import webpack from "webpack";

const root = import.meta.dirname;
const dist = (name) => join(root, "dist", name);
const entry = (name) => join(root, `entries/${name}.js`);
rmSync(join(root, "dist"), { recursive: true, force: true });

const withEsbuild = (name, options) =>
  esbuild.build({ entryPoints: [entry(name)], bundle: true, format: "esm", entryNames: "main", logLevel: "error", ...options });
await withEsbuild("plain", { outdir: dist("esbuild") });
await withEsbuild("plain", { outdir: dist("esbuild-split"), splitting: true, minify: true });
await withEsbuild("told", { outdir: dist("esbuild-told") });
// Includes the mock, to check that the test's search for it would find it.
await withEsbuild("mocked", { outdir: dist("mocked") });

for (const extract of [true, false]) {
  const plugins = [nodeResolve({ browser: true }), postcss({ extract })];
  const bundle = await rollup({ input: entry("plain"), plugins });
  const dir = dist(extract ? "rollup" : "rollup-injecting");
  await bundle.write({ dir, entryFileNames: "main.js" });
}

await vite.build({
  root: join(root, "entries"),
  base: "./",
  configFile: false,
  logLevel: "error",
  build: { outDir: dist("vite"), emptyOutDir: true },
});

await new Promise((done, fail) =>
  webpack(
    {
      mode: "production",
      context: root,
      entry: entry("plain"),
      output: { path: dist("webpack") },
      plugins: [new Extract()],
      module: { rules: [{ test: /\.css$/, use: [Extract.loader, "css-loader"] }] },
    },
    (error, stats) => (error || stats.hasErrors() ? fail(error ?? stats.toString()) : done()),
  ),
);

await new Parcel({
  entries: join(root, "entries/index.html"),
  defaultConfig: "@parcel/config-default",
  mode: "production",
  shouldDisableCache: true,
  targets: { page: { distDir: dist("parcel"), publicUrl: "./", context: "browser" } },
}).run();

// A page for the bundlers that generate none.
const page = (styles) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
${styles.map((file) => `<link rel="stylesheet" href="./${file}">`).join("")}</head>
<body><chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect>
<script type="module" src="./main.js"></script></body></html>`;
for (const name of readdirSync(join(root, "dist"))) {
  const files = readdirSync(dist(name));
  if (!files.includes("index.html")) writeFileSync(join(dist(name), "index.html"), page(files.filter((it) => it.endsWith(".css"))));
}
for (const folder of ["engine", "locales"]) {
  mkdirSync(join(root, "dist/files"), { recursive: true });
  cpSync(join(root, "node_modules/chakra-whatsapp-connect", folder), join(root, "dist/files", folder), { recursive: true });
}
