// Finds the folder of the script tag's files, however the page loaded the script.
import { LOADER } from "./release.js";
import { TAG } from "./tables.js";

const { currentScript, scripts } = document;
/** The loader's address in an attribute (optimisers move it from `src`), or of a request. */
const address = ({ value, name }) => (LOADER.test(value ?? name) ? (value ?? name) : "");
const addressIn = (tag) => [...(tag?.attributes ?? [])].map(address).find(Boolean);

/**
 * The loader's own tag. An evaluated script runs in another tag, or in none.
 * @type {HTMLScriptElement | undefined}
 */
export const script = [currentScript, ...scripts].find(addressIn) ?? currentScript;

// Read now, because a tag that has run may be removed.
const named =
  addressIn(script) ??
  // The script was fetched and then evaluated.
  performance.getEntriesByType("resource").map(address).find(Boolean) ??
  // The file was renamed, but may still be beside the others. A `blob:` or `data:` address has no folder.
  /^\w+:\/\/.*/.exec(script?.src)?.[0];
// Made absolute now, because the page's own address may change.
const found = named && Object.assign(document.createElement("a"), { href: named }).href;

/**
 * The folder. The page's setting has priority, at any time, but not where visitors' content could contain it.
 * @returns {URL | undefined}
 */
export const assets = () => {
  const told = document.querySelector(`:is(html,script,${TAG})[data-chakra-assets]`);
  const known = told?.dataset.chakraAssets || found;
  if (!known) return;
  const folder = new URL(known, document.baseURI);
  // The address of a folder, or of a script in it.
  folder.pathname = folder.pathname.replace(/\/*([^/]*\.js)?$/, "/");
  return folder;
};
