// The browser's own promises, even if the page has replaced `Promise`.

/** Calls a function, without the page's `Promise`, because it is async. Turns exceptions into rejections. */
export const settle = async (call, first, second) => call(first, second);

/** Settles when a script has loaded, or failed to. */
export const loading = (script) =>
  new ((async () => {})().constructor)((done, fail) => {
    script.onload = done;
    script.onerror = fail;
  });
