// Fetches the engine, glue and WebAssembly side by side, and tells what went wrong if it does.

/**
 * @typedef {{ url: string, integrity?: string }} File
 * @typedef {object} Files where the engine is
 * @property {File} glue
 * @property {File} wasm
 * @property {(url: string, again: string) => Promise<any>} load the glue
 * @property {() => Promise<typeof import("./failure.js")>} failure what a failure looks like
 */

/**
 * Loads the engine, which then gives itself to the element's class.
 * @param {Files} files
 * @param {string} again what makes the addresses others than those that failed
 * @param {(code: string, error: unknown) => void} fail
 */
export const loadEngine = async ({ glue, wasm, load }, again, fail) => {
  try {
    // The smallest module there is. WebKit lets it be made under any policy, but not used.
    new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  } catch (error) {
    return fail(self.WebAssembly ? "wasm_blocked_by_csp" : "wasm_unsupported", error);
  }
  let file = glue;
  let isWrong;
  try {
    const fetched = fetch(wasm.url + again, wasm);
    // Told below.
    fetched.catch(() => {});
    const module = await load(glue.url + again, again);
    file = wasm;
    const answer = await fetched;
    if (!answer.ok) throw answer.status;
    // Without a hash it may be anything.
    isWrong = !wasm.integrity;
    await module.default({ module_or_path: answer });
  } catch (error) {
    // Not what only broke off on the way.
    isWrong &&= !/etwork|oad|stream/.test(error);
    fail(await reason(file.url + again, file, isWrong || /^(Co|Li|Ru|Sy)/.test(error)), error);
  }
};

/** Asks for the file once more, to see what is wrong with it. */
const reason = async (url, file, isWrong) => {
  if (!navigator.onLine) return "offline";
  const ask = (options) => fetch(url, options).catch(() => ({}));
  const { ok, headers } = await ask();
  if (!ok) return "wasm_load_failed";
  if (!/javascript|wasm/.test(headers.get("content-type"))) return "wasm_wrong_mime";
  // What was released cannot be damaged: it is the browser that does not know it.
  if (isWrong) return file.integrity ? "wasm_unsupported" : "wasm_corrupted";
  return (await ask(file)).ok ? "wasm_load_failed" : "wasm_integrity_mismatch";
};
