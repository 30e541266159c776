// Runs the tests of `chakra-whatsapp-connect/testing` by Node's runner, where the tarball is installed, and counts them.
import { readdirSync } from "node:fs";
import { run } from "node:test";

const folder = new URL("testing/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".test.js")).map((name) => new URL(name, folder).pathname);
let [passed, failed] = [0, 0];
for await (const { type, data } of run({ files })) {
  if (data.details?.type === "suite") continue;
  if (type === "test:pass") passed += 1;
  if (type !== "test:fail") continue;
  failed += 1;
  console.log(`not ok: ${data.name}:`, data.details.error.cause ?? data.details.error);
}
// A file that does not load contributes no test.
const isWell = failed === 0 && passed > files.length;
console.log(`test result: ${isWell ? "ok" : "FAILED"}. ${passed} passed; ${failed} failed; 0 ignored`);
if (!isWell) throw new Error("see above");
