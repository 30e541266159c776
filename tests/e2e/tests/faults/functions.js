// The page's own functions in the place of addresses. They have no way to give up: an answer comes, however late.
(() => {
  const widget = document.querySelector("#widget");
  test.open = 0;
  const ask = (method, path) => async ({ signal, ...body } = {}) => {
    test.open += 1;
    // Past the cache, where a question waits for the answer to the same one before it.
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
