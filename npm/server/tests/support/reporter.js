// Prints failures and the numbers of passed and failed tests in the format of Rust's tests, which `cargo xtask test`
// counts.

import { inspect } from "node:util";

export default async function* report(source) {
  let [passed, failed, skipped] = [0, 0, 0];
  for await (const { type, data } of source) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    // Files and groups are not tests.
    if (data.details?.type === "suite") continue;
    if (type === "test:pass") {
      if (data.skip === undefined) passed += 1;
      else skipped += 1;
    }
    if (type === "test:fail") {
      failed += 1;
      const { cause = data.details.error } = data.details.error;
      yield `not ok: ${data.file}: ${data.name}\n${inspect(cause)}\n`;
    }
  }
  yield `test result: ${failed > 0 ? "FAILED" : "ok"}. ${passed} passed; ${failed} failed; ${skipped} ignored\n`;
}
