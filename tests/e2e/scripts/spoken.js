// Runs before anything else in every page: records what a screen reader announces for the widgets, which is the text of
// a live region after each change, and of an alert also when it is inserted.
(() => {
  if (window.top !== window) return;
  const LIVE = "[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])";
  const spoken = [];
  Object.defineProperty(window, "__spoken", { value: spoken });
  const text = (region) => {
    const words = [];
    const texts = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) words.push(texts.currentNode.data.trim());
    return words.filter(Boolean).join(" ");
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    if (this.localName !== "chakra-whatsapp-connect") return root;
    const seen = new WeakMap();
    let regions = 0;
    new MutationObserver((changes) => {
      for (const region of root.querySelectorAll(LIVE)) {
        // Each region gets a number, because some screen readers do not announce a new region that is added with its
        // text, unless it is an alert.
        const isNew = !seen.has(region);
        if (isNew) seen.set(region, regions++);
        const isChanged = changes.some(({ target }) => target !== root && region.contains(target));
        if (!isChanged && !(isNew && region.role === "alert")) continue;
        spoken.push({ widget: this.id, state: this.state ?? "", region: seen.get(region), text: text(region) });
      }
    }).observe(root, { subtree: true, childList: true, characterData: true });
    return root;
  };
})();
