// A page's bundle with the whole widget contains nothing of the server package; and the search would find it.

import { build } from "esbuild";

/** Text that only the server package contains. */
const MARKS = ["createConnectHandler", "create-connect-token", "chakra_connect_tenant", "storage_unavailable"];

async function marksIn(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname ?? ".", loader: "js" },
    bundle: true,
    write: false,
    outdir: "bundle",
    format: "esm",
    splitting: true,
    platform: "browser",
    logLevel: "error",
    loader: { ".wasm": "file", ".json": "file" },
  });
  const text = outputFiles.map((file) => new TextDecoder().decode(file.contents)).join("\n");
  return MARKS.filter((mark) => text.includes(mark));
}

const inPage = await marksIn(`
  import "chakra-whatsapp-connect/define";
  export * from "chakra-whatsapp-connect";
  export * from "chakra-whatsapp-connect/react";
`);
const inServer = await marksIn('export * from "chakra-whatsapp-connect/server";');

const errors = [];
if (inPage.length > 0) errors.push(`the page's bundle holds ${inPage}`);
if (inServer.length !== MARKS.length) errors.push(`the search finds only ${inServer} in the server's`);
for (const error of errors) console.log(`not ok: ${error}`);
console.log(`test result: ${errors.length ? "FAILED. 0 passed; 1" : "ok. 1 passed; 0"} failed; 0 ignored`);
if (errors.length) process.exitCode = 1;
