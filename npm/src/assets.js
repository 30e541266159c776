// Finds the folder of the script tag's files, however the page loaded the script.
import { documentProperty } from "./document.js";
import { LOADER } from "./release.js";
import { TAG } from "./tables.js";

const currentScript = documentProperty("currentScript");
/** The loader's address in the `src` of a script. Optimisers move it to an attribute whose name ends like that. */
const addressIn = (tag) =>
  [...(tag?.attributes ?? [])].find(({ name, value }) => /src$/.test(name) && LOADER.test(value))?.value;

/**
 * The loader's own tag. An evaluated script runs in another tag, or in none.
 * @type {HTMLScriptElement | undefined}
 */
export const script = [currentScript, ...documentProperty("scripts")].find(addressIn) ?? currentScript;

const links = documentProperty("documentElement").querySelectorAll("link[rel~=preload],link[rel~=modulepreload]");
/** The address of a script that was fetched and then evaluated. A visitor's image or file may have its name, too. */
const fetched = () =>
  performance
    .getEntriesByType("resource")
    .find(({ name, initiatorType }) => LOADER.test(name) && /^(script|link|fetch|xml)/.test(initiatorType))?.name;
// Read now, because a tag that has run may be removed.
const named =
  addressIn(script) ??
  // The browser lists a preload only once it has ended.
  [...links].find(({ href }) => LOADER.test(href))?.href ??
  fetched() ??
  // The file was renamed, but may still be beside the others. A `blob:` or `data:` address has no folder.
  /^\w+:\/\/.*/.exec(script?.src)?.[0];
const absolute = (href) => Object.assign(document.createElement("a"), { href }).href;
// Made absolute now, because the page's own address may change.
const found = named && absolute(named);

/**
 * The folder. The page's setting has priority, at any time, but not where visitors' content could contain it.
 * @returns {URL | undefined}
 */
export const assets = () => {
  const told = document.querySelector(`:is(html,script,${TAG})[data-chakra-assets]`);
  // A request may be listed only after the script that it fetched has run.
  const known = told?.dataset.chakraAssets || found || fetched();
  if (!known) return;
  const folder = new URL(absolute(known));
  // The address of a folder, or of a script in it.
  folder.pathname = folder.pathname.replace(/\/*([^/]*\.js)?$/, "/");
  return folder;
};
