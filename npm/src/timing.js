// When the engine is needed: near the viewport, at the visitor's intent, or at once.

/**
 * Calls `go`, one time, once the engine is needed for `host`.
 * @param {HTMLElement} host
 * @param {() => void} go
 * @returns {(() => void) | undefined} ends the watch
 */
export const whenNeeded = (host, go) => {
  const load = host.getAttribute("load");
  if (load === "eager") return go();
  if (load === "intent") {
    const watch = new AbortController();
    const end = () => watch.abort();
    // The pointer's comes before a touch, too.
    for (const name of ["pointerover", "focusin"]) host.addEventListener(name, () => go(end()), watch);
    return end;
  }
  // A third of a screen ahead.
  const watch = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && go(end()), {
    rootMargin: "33%",
  });
  const end = () => watch.disconnect();
  watch.observe(host);
  return end;
};
