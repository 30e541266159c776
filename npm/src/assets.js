// Finds the folder of the script tag's files, however the page came by the script.
import { LOADER } from "./release.js";
import { TAG } from "./tables.js";

const { currentScript, scripts } = document;
/** The loader's address: in an attribute (optimisers move it from `src`), or of a request. */
const address = ({ value, name }) => (LOADER.test(value ?? name) ? (value ?? name) : "");
const addressIn = (tag) => [...(tag?.attributes ?? [])].map(address).find(Boolean);

/**
 * The loader's own tag. An evaluated script runs in another one, or in none.
 * @type {HTMLScriptElement | undefined}
 */
export const script = [currentScript, ...scripts].find(addressIn) ?? currentScript;

// Now, because a tag that has run may be removed.
const named =
  addressIn(script) ??
  // Fetched and then evaluated.
  performance.getEntriesByType("resource").map(address).find(Boolean) ??
  // Renamed, but perhaps still beside its files. A `blob:` or `data:` address has no folder.
  /^\w+:\/\/.*/.exec(script?.src)?.[0];
// Whole, because the page's own address may change.
const found = named && Object.assign(document.createElement("a"), { href: named }).href;

/**
 * The folder. What the page says counts first, and at any time. Not where what visitors write may say it.
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
