// Fetches the engine, glue and WebAssembly side by side; if it does not come, says why.

/**
 * @typedef {{ url: string, integrity?: string }} File
 * @typedef {object} Files where the engine is
 * @property {Partial<File>} glue a bundler's has no address
 * @property {File} wasm
 * @property {(url: string) => Promise<any>} load the glue
 * @property {() => Promise<typeof import("./early.js")>} early what asks before the engine is there
 * @property {() => Promise<typeof import("./failure.js")>} failure what a failure is, and looks like
 * @property {string} setting what names their folder
 * @property {(tag: string) => string} languageFile the address of a language's file
 */

/**
 * Loads the engine, which then gives itself to the element's class.
 * @param {Files | undefined} files
 * @param {string} again what makes the addresses others than those that failed
 * @param {(code: string, error: unknown) => void} fail
 */
export const loadEngine = async (files, again, fail) => {
  try {
    // The smallest module there is. WebKit lets it be made under any policy, but not used.
    new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  } catch (error) {
    return fail(self.WebAssembly ? "wasm_blocked_by_csp" : "wasm_unsupported", error);
  }
  if (!files) return fail(NOT_FOUND, "data-chakra-assets");
  const { glue, wasm } = files;
  let file = glue;
  try {
    const fetched = fetch(wasm.url + again, wasm);
    // Told below.
    fetched.catch(() => {});
    const module = await files.load(glue.url + again);
    file = wasm;
    const answer = await fetched;
    if (!answer.ok) throw answer.status;
    await module.default({ module_or_path: answer });
  } catch (error) {
    if (!navigator.onLine) return fail("offline", error);
    let code;
    try {
      const { reason } = await files.failure();
      code = await reason(error, files, file, again);
    } catch {
      // If the diagnosis does not come either, and something else in the place of the rest, this is another folder.
      const other = await fetch(wasm.url).catch(() => {});
      const isElsewhere = file === glue && other && !/wasm|octet/.test(other.headers.get("content-type"));
      code = isElsewhere ? NOT_FOUND : "wasm_load_failed";
    }
    fail(code, code === NOT_FOUND ? `${file.url}: ${files.setting}` : error);
  }
};

const NOT_FOUND = "assets_not_found";
