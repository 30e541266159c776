// The package: nothing happens before `define()`, and nothing but in a browser.
import { elementClass } from "./class.js";
import { documentProperty } from "./document.js";
import { bundled, hosted } from "./files.js";
import { ATTRIBUTES, PROPERTIES, TAG } from "./tables.js";
import { loader } from "./loader.js";

export { ATTRIBUTES, ERROR_CODES, EVENTS, LOAD_CODES, PROPERTIES, STATES, TAG } from "./tables.js";

/**
 * Defines `<chakra-whatsapp-connect>`. Its WebAssembly is fetched when an element needs it.
 * @param {{ assets?: string }} [options] `assets`: address of the folder with the package's `engine/` and
 * `locales/`, if the bundler does not include them by itself
 * @returns {boolean} false without a document or custom elements, and if the tag is already defined
 */
export function define({ assets } = {}) {
  // Some libraries define `customElements` on a server; in an extension's script it is null.
  if (typeof document === "undefined" || !globalThis.customElements || customElements.get(TAG)) return false;
  // The page's address may have changed when the files are needed. A bad folder is reported then.
  const base = documentProperty("baseURI");
  const locate = assets ? () => hosted(new URL(assets.replace(/(^|[^/])\/*$/, "$1/"), base)) : bundled;
  customElements.define(TAG, elementClass(ATTRIBUTES, PROPERTIES, loader(locate)));
  return true;
}
