// The script tag: defines the element, and fetches its engine from beside the script.
import { elementClass } from "./class.js";
import { assets, script } from "./assets.js";
import { documentProperty } from "./document.js";
import { place } from "./placement.js";
import { EARLY, GLUE, WASM } from "./release.js";
import { ATTRIBUTES, PROPERTIES, TAG } from "./tables.js";
import { loader } from "./loader.js";

/** Imports a module after verifying that it is the released one. */
const load = ({ integrity }, url) => {
  const link = document.createElement("link");
  const fetched = new Promise((done, fail) => {
    link.onload = done;
    link.onerror = () => fail(url);
    // An old browser: not verified.
    if (!link.relList.supports("modulepreload")) done();
  });
  link.rel = "modulepreload";
  link.integrity = integrity;
  link.nonce = script?.nonce;
  link.href = url;
  documentProperty("head").append(link);
  return fetched.finally(() => link.remove()).then(() => import(url));
};

/** The files of this release in their folder; undefined if no folder is known. */
const locate = () => {
  const folder = assets();
  if (!folder) return;
  const at = (name) => new URL(name, folder).href;
  for (const file of [GLUE, WASM, EARLY]) file.url = at(file.name);
  const early = () => load(EARLY, EARLY.url);
  return {
    glue: GLUE,
    wasm: WASM,
    load: (url) => load(GLUE, url),
    early,
    failure: async () => {
      const { FAILURE } = await early();
      return load(FAILURE, at(FAILURE.name));
    },
    setting: "data-chakra-assets",
    languageFile: (language) => at(`locales/${language}.json`),
  };
};

if (self.customElements) {
  if (!customElements.get(TAG)) customElements.define(TAG, elementClass(ATTRIBUTES, PROPERTIES, loader(locate)));
  if (script) place(script);
}
