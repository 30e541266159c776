// The page's own functions in place of URLs. They ignore the abort signal, so a response arrives however late.
(() => {
  const widget = document.querySelector("#widget");
  test.open = 0;
  const ask = (method, path) => async ({ signal, ...body } = {}) => {
    test.open += 1;
    // Bypasses the cache, in which a request waits for the response to an identical earlier one.
    const options = { method, cache: "no-store", headers: { "content-type": "application/json" } };
    if (method === "POST") options.body = JSON.stringify(body);
    try {
      return await fetch(`/api/chakra/${path}`, options);
    } finally {
      test.open -= 1;
    }
  };
  widget.fetchStatus = ask("GET", "status");
  widget.fetchToken = ask("POST", "connect-token");
  widget.disconnectAccount = ask("POST", "disconnect");
  widget.sendEvent = ask("POST", "connect-event");
})();
