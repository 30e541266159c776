// The browser's own, by the language's syntax, even if the page has replaced `Promise`, `Array.from` or `Object.keys`.

/** Calls a function, without the page's `Promise`, because it is async. Turns exceptions into rejections. */
export const settle = async (call, first, second) => call(first, second);

/** Settles when a script has loaded, or failed to. */
export const loading = (script) =>
  new ((async () => {})().constructor)((done, fail) => {
    script.onload = done;
    script.onerror = fail;
  });

/** Logs to the console, which a page may have replaced by one with fewer methods, or with throwing ones. */
export const log = (method, ...values) => {
  try {
    console[method](...values);
  } catch {
    // There is nobody to tell.
  }
};

/** The page's headers, by the rules of request_headers.rs. Throws what reading them throws. */
export const headersOf = (given) => {
  const own = typeof given === "object" ? given : null;
  if (own?.[Symbol.iterator]) return new Headers(own);
  const headers = new Headers();
  const values = { __proto__: null, ...own };
  for (const name in values) if (values[name] != null) headers.set(name, values[name]);
  return headers;
};

/** The names and values of a `Headers`. */
export const pairsOf = (headers) => [...headers];
