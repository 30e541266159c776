// Promises of the browser's own, whatever the page has put in the place of `Promise`.

/** Calls a function; an async one needs no `Promise` of the page's, and turns what is thrown into a rejection. */
export const settle = async (call, first, second) => call(first, second);

/** Settles when a script has loaded, or failed to. */
export const loading = (script) =>
  new ((async () => {})().constructor)((done, fail) => {
    script.onload = done;
    script.onerror = fail;
  });
