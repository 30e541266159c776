// The addresses of the package's files. Bundlers include the file of each `new URL("…", import.meta.url)`.

import { LANGUAGE_FILES } from "./languages.js";

const load = (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url);
const failure = () => import("./failure.js");
const early = () => import("./early.js");

/** Files in a folder that is served unchanged. @param {URL} folder */
export const hosted = (folder) => ({
  glue: { url: new URL("engine/chakra-connect.js", folder).href },
  wasm: { url: new URL("engine/chakra-connect_bg.wasm", folder).href },
  load,
  early,
  failure,
  setting: "define({ assets })",
  languageFile: (tag) => new URL(`locales/${tag}.json`, folder).href,
});

/** The address of a glue that failed: only the error or the browser's list of requests contains it. */
const addressIn = (error, wasm) => {
  // A visitor's image may have its name. Scripts come from the bundler's server, which also has the WebAssembly.
  // Chromium says "other" for a module preload, and for files that an image refers to.
  const isScript = ({ name, initiatorType }) =>
    /chakra-connect[^/]*\.js/.test(name) &&
    ((/^(script|link)$/.test(initiatorType) && name.startsWith(/^\w+:\/\/[^/]*\//.exec(wasm)?.[0])) ||
      (initiatorType === "other" && name.startsWith(/^.*\//.exec(wasm)?.[0])));
  return /\w+:\/\/[^\s)]+/.exec(error)?.[0] ?? performance.getEntriesByType("resource").reverse().find(isScript)?.name;
};

/** The glue's address, once it has failed. @type {string | undefined} */
let failed;

/** The files of this package, wherever a bundler has put them. */
export const bundled = async () => {
  const wasm = new URL("./engine/chakra-connect_bg.wasm", import.meta.url).href;
  // Vite's development server has moved this code out of the package (`optimizeDeps`), but not the files beside it.
  // Asks it for their address.
  const [base, moved] = wasm.split(/(?:@fs|node_modules|\.\w+)\/.*deps\/engine\//);
  if (moved) {
    try {
      const { default: url } = await load(base + "@id/chakra-whatsapp-connect/wasm?import&url");
      return hosted(new URL("../", new URL(url, base)));
    } catch {
      // Another tool with such a folder, or a package that only another tool can find.
    }
  }
  const giveUp = (error) => {
    failed = addressIn(error, wasm);
    throw error;
  };
  return {
    glue: { url: failed },
    wasm: { url: wasm },
    // A module that failed once may fail from the cache for ever under its own address, and the glue keeps WebAssembly
    // that did not start.
    async load(url) {
      if (failed) return load(url);
      try {
        const glue = await import("./engine/chakra-connect.js");
        return { default: (options) => glue.default(options).catch(giveUp) };
      } catch (error) {
        // An unknown address cannot be checked, so the file beside it has to do.
        this.glue.url = addressIn(error, wasm) ?? wasm;
        return giveUp(error);
      }
    },
    early,
    failure,
    setting: "define({ assets }), or optimizeDeps.exclude of Vite",
    languageFile: (tag) => LANGUAGE_FILES[tag]?.() ?? "data:,",
  };
};
