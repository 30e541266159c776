// Where the package's files are. Bundlers take `new URL("…", import.meta.url)` for a file to bring along.

import { LANGUAGE_FILES } from "./languages.js";

const load = (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url);
const failure = () => import("./failure.js");

/** Files in a folder that somebody serves as it is. @param {URL} folder */
export const hosted = (folder) => ({
  glue: { url: new URL("engine/chakra-connect.js", folder).href },
  wasm: { url: new URL("engine/chakra-connect_bg.wasm", folder).href },
  load,
  failure,
  languageFile: (tag) => new URL(`locales/${tag}.json`, folder).href,
});

/** The files of this package, wherever a bundler has put them. */
export const bundled = () => {
  const glue = new URL("./engine/chakra-connect.js", import.meta.url).href;
  return {
    glue: { url: glue },
    wasm: { url: new URL("./engine/chakra-connect_bg.wasm", import.meta.url).href },
    // What failed once under its own address may fail from memory ever after.
    load: (url, again) => (again ? load(url) : import("./engine/chakra-connect.js")),
    failure,
    languageFile: (tag) => LANGUAGE_FILES[tag]?.() ?? "data:,",
  };
};
