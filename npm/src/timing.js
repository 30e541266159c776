// Decides when the engine is needed: near the viewport, at the visitor's intent, or at once.

/**
 * Calls `go` once, when the engine is needed for `host`.
 * @param {HTMLElement} host
 * @param {() => void} go
 * @returns {(() => void) | undefined} ends the watch
 */
export const whenNeeded = (host, go) => {
  const load = host.getAttribute("load");
  const isBlind = !self.IntersectionObserver;
  // Without layout, as in page tests, nothing nears the viewport: only an intent counts.
  if (load === "eager" || (isBlind && load !== "intent" && host.getClientRects()[0])) return go();
  if (isBlind || load === "intent") {
    // `pointerover` precedes a touch, too.
    const names = ["pointerover", "focusin"];
    const end = () => names.forEach((name) => host.removeEventListener(name, start));
    const start = () => go(end());
    names.forEach((name) => host.addEventListener(name, start));
    return end;
  }
  // A third of a screen ahead.
  const watch = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && go(end()), {
    rootMargin: "33%",
  });
  // The observer reports after the next frame, which may take long while a page starts.
  const look = setTimeout(() => {
    const { top, bottom } = host.getBoundingClientRect();
    // What is in a closed `<details>` has a box, but is not drawn.
    const isDrawn = host.checkVisibility?.() !== false;
    if (!document.hidden && bottom > 0 && top < innerHeight && isDrawn) go(end());
  });
  const end = () => watch.disconnect(clearTimeout(look));
  watch.observe(host);
  // With `display: contents`, only the drawn card has a box.
  const card = host.shadowRoot?.querySelector(".bounds");
  if (card) watch.observe(card);
  return end;
};
