// Runs before any other script of a measured page: records when the measured elements have been painted.
(() => {
  if (window.top !== window) return;
  /** The widget, and the root elements of the rivals. */
  const SUBJECTS = "chakra-whatsapp-connect, whatsapp-connect, .connect";
  const DIGITS = "{{digits}}";
  let first;
  /** Times by goal and subject. */
  const times = { usable: new WeakMap(), shown: new WeakMap() };
  const subjects = () => [...document.querySelectorAll(SUBJECTS)];
  const within = (subject, selector) => (subject.shadowRoot ?? subject).querySelector(selector);

  /** Reports the time after the first painted frame in which `holds` is true; stops if it is undefined. */
  const painted = (holds, done) =>
    requestAnimationFrame(() => {
      const held = holds();
      if (held === undefined) return;
      if (!held) return painted(holds, done);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (port1.close(), done(performance.now()));
      port2.postMessage(null);
    });

  // The first card. Shadow roots need their own observer.
  const roots = new MutationObserver(() => {
    const hasCard = () => subjects().some((it) => within(it, ".card")?.offsetHeight > 40);
    if (!hasCard()) return;
    roots.disconnect();
    painted(hasCard, (time) => (first ??= time));
  });
  const CHANGES = { childList: true, subtree: true };
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    if (first === undefined) roots.observe(root, CHANGES);
    return root;
  };
  roots.observe(document, CHANGES);

  // An event only starts the check of what is visible.
  const frameOf = (subject) => subject.querySelector("iframe") ?? within(subject, "iframe");
  const holds = {
    usable: (subject) => {
      const frame = frameOf(subject);
      return frame?.offsetHeight > 0 && frame.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    },
    shown: (subject) => textOf(subject).replace(/\D/g, "").includes(DIGITS),
  };
  const textOf = (subject) => `${subject.textContent} ${subject.shadowRoot?.textContent ?? ""}`;
  let waiting = [];
  const came = (what, subject) =>
    painted(
      () => (subject.isConnected ? Boolean(holds[what](subject)) : undefined),
      (time) => {
        if (!times[what].has(subject)) times[what].set(subject, time);
        waiting = waiting.filter((look) => !look());
      },
    );
  let failure;
  const failed = ({ target, detail }) => {
    failure ??= `${target.localName} failed: ${JSON.stringify(detail)}`;
    waiting = waiting.filter((look) => !look());
  };
  const events = {
    "chakra-ready": ({ target }) => came("usable", target),
    "bench-usable": ({ target }) => came("usable", target),
    "chakra-statechange": ({ target, detail }) => detail.state === "connected" && came("shown", target),
    "bench-shown": ({ target }) => came("shown", target),
    "chakra-failed": failed,
    "bench-failed": failed,
  };
  for (const [name, hear] of Object.entries(events)) window.addEventListener(name, hear);

  const inView = () =>
    subjects().filter((it) => {
      const { top, bottom, width } = it.getBoundingClientRect();
      return top < innerHeight && bottom > 0 && width > 0;
    });

  // WebAssembly memory is not part of the browser's heap figures.
  const memories = [];
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await own.apply(WebAssembly, given);
      const { memory } = (result.instance ?? result).exports;
      if (memory) memories.push(memory);
      return result;
    };
  }

  const long = [];
  let shift = 0;
  const keep = (entries) => {
    for (const { entryType, startTime, duration, value } of entries) {
      if (entryType === "longtask") long.push({ startTime, duration });
      else shift += value;
    }
  };
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  for (const type of ["longtask", "layout-shift"]) observer.observe({ type, buffered: true });

  window.__bench = {
    /** Resolves with the last time, once all elements in view have reached the goal. */
    until: (what, patience = 90_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const seen = inView();
          if (failure) return reject(new Error(failure)), true;
          if (!seen.length || !seen.every((it) => times[what].has(it))) return false;
          return resolve(Math.max(...seen.map((it) => times[what].get(it)))), true;
        };
        if (look()) return;
        waiting.push(look);
        const late = () => {
          const all = inView();
          const left = all.filter((it) => !times[what].has(it));
          return `${left.length} of ${all.length} in view are not ${what} after ${patience} ms: ${left.slice(0, 3).map(textOf)}`;
        };
        setTimeout(() => reject(new Error(late())), patience);
      }),
    /** Observations up to `end`. */
    seen: (end) => {
      keep(observer.takeRecords());
      const tasks = long.filter(({ startTime }) => startTime < end).map(({ duration }) => duration);
      return {
        first,
        inView: inView().length,
        longest: Math.max(0, ...tasks),
        shift,
        overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
        resources: ["navigation", "resource"]
          .flatMap((type) => performance.getEntriesByType(type))
          .map(({ name, startTime, responseStart, responseEnd }) => ({ name, start: startTime, response: responseStart, end: responseEnd })),
      };
    },
    wasmBytes: () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  };
})();
