// Counts what a page's scripts add and remove, from before any of them runs: `__left()`.
(() => {
  if (window.top !== window) return;
  const { apply } = Reflect;
  /** The callbacks of each event name. */
  const listeners = new Map();
  const callbacks = (name) => listeners.get(name) ?? listeners.set(name, new Set()).get(name);
  const { addEventListener: add, removeEventListener: take } = EventTarget.prototype;
  // Not counted: the tests' own listeners for the widgets' events. The widgets listen to none of these.
  const counts = (target, name) => (target === window || target === undefined || target === document) && !name.startsWith("chakra-");
  EventTarget.prototype.addEventListener = function (...given) {
    if (counts(this, given[0])) callbacks(given[0]).add(given[1]);
    return apply(add, this, given);
  };
  EventTarget.prototype.removeEventListener = function (...given) {
    if (counts(this, given[0])) callbacks(given[0]).delete(given[1]);
    return apply(take, this, given);
  };
  const timers = new Set();
  const { setTimeout: set, clearTimeout: clear, setInterval: repeat } = window;
  window.setTimeout = (call, ...given) => {
    const id = set((...later) => (timers.delete(id), call(...later)), ...given);
    // Not counted: timers of the driver, whose scripts have no URL.
    if (/https?:/.test(new Error().stack)) timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => (timers.delete(id), clear(id));
  window.setInterval = (...given) => (timers.add("interval"), repeat(...given));
  const open = { observers: 0, channels: 0 };
  const watch = (name, key, ends) => {
    const own = window[name];
    window[name] = class extends own {
      constructor(...given) {
        super(...given);
        open[key] += 1;
      }
      [ends]() {
        open[key] -= 1;
        return super[ends]();
      }
    };
  };
  watch("IntersectionObserver", "observers", "disconnect");
  watch("BroadcastChannel", "channels", "close");
  window.__left = () => ({
    listeners: [...listeners].map(([name, left]) => [name, left.size]).filter(([, left]) => left > 0).sort(),
    everAdded: [...listeners.keys()].sort(),
    timers: timers.size,
    ...open,
    frames: document.querySelectorAll("iframe").length,
    styles: document.querySelectorAll("style,link[rel=stylesheet]").length + document.adoptedStyleSheets.length,
    scripts: document.scripts.length,
  });
})();
