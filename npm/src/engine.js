// Fetches the engine, glue and WebAssembly in parallel; if that fails, reports why.

/**
 * @typedef {{ url: string, integrity?: string }} File
 * @typedef {object} Files where the engine is
 * @property {Partial<File>} glue without an address if it is a bundler's
 * @property {File} wasm
 * @property {(url: string) => Promise<any>} load the glue
 * @property {() => Promise<typeof import("./early.js")>} early the requests that need not wait for the engine
 * @property {() => Promise<typeof import("./failure.js")>} failure the codes and the card of failures
 * @property {string} setting the setting that names their folder
 * @property {(tag: string) => string} languageFile the address of a language's file
 */

/**
 * Loads the engine, which then attaches itself to the element's class.
 * @param {Files | undefined} files
 * @param {string} again a suffix that makes the addresses differ from those that failed
 * @param {(code: string, error: unknown) => void} fail
 */
export const loadEngine = async (files, again, fail) => {
  try {
    // The smallest possible module. Under a policy that forbids it, WebKit compiles it, but does not instantiate it.
    new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  } catch (error) {
    return fail(self.WebAssembly ? "wasm_blocked_by_csp" : "wasm_unsupported", error);
  }
  if (!files) return fail(NOT_FOUND, "data-chakra-assets");
  const { glue, wasm } = files;
  let file = glue;
  try {
    const fetched = fetch(wasm.url + again, wasm);
    // Handled below.
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
      // If the diagnosis cannot be loaded either, and something else is served as the WebAssembly, the folder is wrong.
      const other = await fetch(wasm.url).catch(() => {});
      const isElsewhere = file === glue && other && !/wasm|octet/.test(other.headers.get("content-type"));
      code = isElsewhere ? NOT_FOUND : "wasm_load_failed";
    }
    fail(code, code === NOT_FOUND ? `${file.url}: ${files.setting}` : error);
  }
};

const NOT_FOUND = "assets_not_found";
