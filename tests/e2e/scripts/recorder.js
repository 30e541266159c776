// Runs before anything else in every page: records the events that the page gets from its widgets.
(() => {
  if (window.top !== window) return;
  const heard = [];
  const names = ["statechange", "ready", "connected", "cancelled", "failed", "before-disconnect", "disconnected"];
  for (const name of names) {
    // On the window, and last, so that the page's own listeners run first.
    window.addEventListener(`chakra-${name}`, (event) => {
      const { type, target, detail, bubbles, composed, cancelable, defaultPrevented } = event;
      // Avoids `push`, which a page may have broken.
      heard[heard.length] = { name: type, widget: target.id, detail, bubbles, composed, cancelable, defaultPrevented };
    });
  }
  Object.defineProperty(window, "__heard", { value: heard });
})();
