// The script tag: defines the element, whose engine is fetched from beside the script.
import { elementClass } from "./shim.js";
import { place } from "./placement.js";
import { FAILURE, GLUE, WASM } from "./release.js";
import { ATTRIBUTES, TAG } from "./tables.js";
import { waiting } from "./waiting.js";

const script = document.currentScript;
/** The address of what is named relative to the script. */
const beside = (name) => new URL(name, script.src).href;

/** Imports a module, once it has been found to be the one that was released. */
const load = (url, integrity) => {
  const link = document.createElement("link");
  const fetched = new Promise((done, fail) => {
    link.onload = done;
    link.onerror = () => fail(url);
    // An old browser.
    if (!link.relList.supports("modulepreload")) done();
  });
  link.rel = "modulepreload";
  link.integrity = integrity;
  link.nonce = script.nonce;
  link.href = url;
  document.head.append(link);
  return fetched.finally(() => link.remove()).then(() => import(url));
};

if (!customElements.get(TAG)) {
  for (const file of [GLUE, WASM, FAILURE]) file.url = beside(file.url);
  const files = {
    glue: GLUE,
    wasm: WASM,
    load: (url) => load(url, GLUE.integrity),
    failure: () => load(FAILURE.url, FAILURE.integrity),
  };
  const loader = waiting(files, (language) => beside(`locales/${language}.json`));
  customElements.define(TAG, elementClass(ATTRIBUTES, loader));
}
place(script);
