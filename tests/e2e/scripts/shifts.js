// Runs before anything else in every page: records each layout shift.
(() => {
  if (window.top !== window) return;
  const kept = [];
  const name = (node) => `${node.localName ?? node.nodeName}.${node.className ?? ""}`;
  // The browser does not name nodes in shadow roots. Those at the same position now are the candidates.
  const inShadow = (rect) => {
    const widgets = [...document.querySelectorAll("chakra-whatsapp-connect")];
    const all = widgets.flatMap((it) => [...(it.shadowRoot?.querySelectorAll("*") ?? [])]);
    const there = all.filter((it) => {
      const { x, y } = it.getBoundingClientRect();
      return Math.abs(x - rect.x) < 1 && Math.abs(y - rect.y) < 1;
    });
    return there.map(name).join("|") || "?";
  };
  const keep = (entries) => {
    for (const { value, startTime, sources } of entries) {
      const moved = sources.map(({ node, previousRect: before, currentRect: now }) => {
        const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
        return `${node ? name(node) : inShadow(now)}: ${place(before)} -> ${place(now)}`;
      });
      kept.push({ value, at: startTime, moved });
    }
  };
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  const tell = () => (keep(observer.takeRecords()), kept);
  Object.defineProperty(window, "__shifts", { value: tell });
})();
