// Runs before anything else in every page: keeps what the page hears from its widgets.
(() => {
  if (window.top !== window) return;
  const heard = [];
  const names = ["statechange", "ready", "connected", "cancelled", "failed", "before-disconnect", "disconnected"];
  for (const name of names) {
    // On the window and at its end, so that a page's own listeners come first.
    window.addEventListener(`chakra-${name}`, (event) => {
      const { type, target, detail, bubbles, composed, cancelable, defaultPrevented } = event;
      // Not by `push`, which a page may have broken.
      heard[heard.length] = { name: type, widget: target.id, detail, bubbles, composed, cancelable, defaultPrevented };
    });
  }
  Object.defineProperty(window, "__heard", { value: heard });
})();
