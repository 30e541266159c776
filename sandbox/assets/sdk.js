// The stand-in's sdk.js: window.ChakraWhatsappConnect, as integrations call it (chakra-protocol 2.1). GUESS: everything
// behind `init` and `destroy`, because the real file could not be read from outside (2.3).
(() => {
  "use strict";

  const base = new URL(".", document.currentScript.src);
  const ignore = () => {};

  // A selector or an element. GUESS: throws immediately if there is none. Known integrations wait for their container
  // before they call `init` (2.4).
  const find = (container) => {
    const found = typeof container === "string" ? document.querySelector(container) : container;
    if (found instanceof HTMLElement) return found;
    throw new Error("ChakraWhatsappConnect (stand-in): the container was not found");
  };

  // GUESS: the default size.
  const makeFrame = ({ width = "100%", height = "64px", style = {} }) => {
    const frame = document.createElement("iframe");
    frame.title = "Connect WhatsApp (stand-in for Chakra)";
    frame.src = new URL("frame", base).href;
    Object.assign(frame.style, { border: "0", display: "block", width, height }, style);
    return frame;
  };

  const init = (options = {}) => {
    const { connectToken, onReady = ignore, onError = ignore, onMessage = ignore, onSuccess = ignore } = options;
    if (typeof connectToken !== "string" || connectToken === "") {
      throw new Error("ChakraWhatsappConnect (stand-in): connectToken is missing");
    }
    const container = find(options.container);
    const frame = makeFrame(options);

    // The token goes only to the frame's own origin. It is sent again if the page moves the frame, because the browser
    // then reloads it.
    const handOver = () => {
      frame.contentWindow?.postMessage({ type: "chakra-sandbox:token", connectToken }, base.origin);
    };

    const hear = (event) => {
      if (event.origin !== base.origin || event.source !== frame.contentWindow) return;
      const { type, name, data, message } = event.data ?? {};
      if (type === "chakra-sandbox:ready") onReady();
      if (type === "chakra-sandbox:message") onMessage(name, data);
      if (type === "chakra-sandbox:success") onSuccess(data);
      if (type === "chakra-sandbox:error") onError(new Error(message));
    };

    frame.addEventListener("load", handOver);
    window.addEventListener("message", hear);
    container.append(frame);

    const destroy = () => {
      window.removeEventListener("message", hear);
      frame.removeEventListener("load", handOver);
      frame.remove();
    };
    return { destroy };
  };

  window.ChakraWhatsappConnect = Object.freeze({ init });
})();
