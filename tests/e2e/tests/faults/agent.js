// Runs before anything else in the page: records the widgets' events and uncaught errors, and controls the clocks.
(() => {
  const heard = [];
  const errors = [];
  const names = ["statechange", "ready", "started", "progress", "connected", "cancelled", "failed", "disconnected"];
  for (const name of names) {
    window.addEventListener(`chakra-${name}`, ({ type, target, detail }) => {
      heard.push({ name: type.slice(7), widget: target.id, detail: JSON.parse(JSON.stringify(detail ?? {})) });
    });
  }
  // Also reported to the test's server, because the page may be about to unload.
  const thrown = (message) => {
    errors.push(message);
    navigator.sendBeacon("/thrown", message);
  };
  window.addEventListener("error", ({ message }) => message && thrown(message));
  window.addEventListener("unhandledrejection", ({ reason }) => thrown(String(reason)));

  // Time passes at its usual rate, and jumps ahead when the test requests it.
  const real = { setTimeout: window.setTimeout.bind(window), clearTimeout: window.clearTimeout.bind(window) };
  const RealDate = Date;
  const performanceNow = performance.now.bind(performance);
  let monotonic = 0;
  let wall = 0;
  // The values of both clocks when the page was frozen; null while it is not.
  let still = null;
  const now = () => (still?.monotonic ?? performanceNow()) + monotonic;
  const wallNow = () => (still?.wall ?? RealDate.now()) + wall;
  Performance.prototype.now = now;
  window.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length ? given : [wallNow()]));
    }
    static now() {
      return wallNow();
    }
  };
  const timers = new Map();
  let count = 0;
  const arm = (id) => {
    const timer = timers.get(id);
    real.clearTimeout(timer.real);
    if (!still) timer.real = real.setTimeout(() => fire(id), Math.max(0, timer.due - now()));
  };
  const fire = (id) => {
    const timer = timers.get(id);
    if (!timer) return;
    if (timer.every === undefined) timers.delete(id);
    else {
      timer.due = now() + timer.every;
      arm(id);
    }
    timer.call(...timer.given);
  };
  const start = (call, delay, given, every) => {
    const id = 1_000_000 + ++count;
    timers.set(id, { call: typeof call === "function" ? call : () => {}, given, every, due: now() + (Number(delay) || 0) });
    arm(id);
    return id;
  };
  window.setTimeout = (call, delay, ...given) => start(call, delay, given);
  window.setInterval = (call, delay, ...given) => start(call, delay, given, Math.max(1, Number(delay) || 0));
  window.clearTimeout = window.clearInterval = (id) => {
    const timer = timers.get(id);
    if (timer) real.clearTimeout(timer.real);
    timers.delete(id);
  };
  // Due timers fire in tasks of their own, as usual.
  const passes = (milliseconds) => {
    monotonic += milliseconds;
    wall += milliseconds;
    for (const id of timers.keys()) arm(id);
  };

  // The return into a page that the browser has kept: the time away passes before any other listener runs.
  let away = 0;
  let shown = null;
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) passes(away);
    shown = { persisted };
  });

  // The screen position of the viewport's top left corner, once the mouse has moved over the page.
  let corner = null;
  window.addEventListener("mousemove", ({ isTrusted, screenX, clientX, screenY, clientY }) => {
    if (isTrusted) corner = [screenX - clientX, screenY - clientY];
  });

  let place;
  let isHidden = false;
  let isOffline = false;
  const override = (target, name, get) => Object.defineProperty(target, name, { configurable: true, get });
  override(Document.prototype, "hidden", () => isHidden);
  override(Document.prototype, "visibilityState", () => (isHidden ? "hidden" : "visible"));
  override(Navigator.prototype, "onLine", () => !isOffline);

  const seen = (element) => element.getClientRects().length > 0;
  const widgetOf = (selector) => document.querySelector(selector ?? "chakra-whatsapp-connect");
  const all = (widget, selector) => [...(widget.shadowRoot?.querySelectorAll(selector) ?? [])].filter(seen);
  const part = (button) => button.getAttribute("part") ?? button.className;
  const hides = (hidden) => {
    isHidden = hidden;
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  };
  window.test = {
    heard,
    passes,
    /**
     * Lets hours pass, in a separate task: WebKit's driver limits a script by a timer of the page, which would fire.
     */
    passesLater(milliseconds) {
      real.setTimeout(() => passes(milliseconds), 0);
    },
    /** The device goes to sleep and wakes up. */
    sleeps(milliseconds) {
      real.setTimeout(() => {
        hides(true);
        passes(milliseconds);
        hides(false);
      }, 0);
    },
    /** Sets only the wall clock. */
    isSet(milliseconds) {
      wall += milliseconds;
    },
    /** Whether an element has not moved since the last call. */
    isStill(selector) {
      const before = place;
      place = JSON.stringify(document.querySelector(selector)?.getBoundingClientRect());
      return place !== undefined && place === before;
    },
    /** The center of an element, in screen coordinates. */
    middle(selector) {
      const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
      return corner && [corner[0] + x + width / 2, corner[1] + y + height / 2];
    },
    /** The page is about to be left for this long. */
    leaves(milliseconds) {
      away = milliseconds;
      shown = null;
    },
    /** How the page was shown after it was left; null until then. */
    shown: () => shown,
    /** Freezes the page's time while the customer is in another tab, however long that takes. */
    standsStill(isStill) {
      if (isStill) {
        still = { monotonic: performanceNow(), wall: RealDate.now() };
        for (const timer of timers.values()) real.clearTimeout(timer.real);
        return;
      }
      monotonic -= performanceNow() - still.monotonic;
      wall -= RealDate.now() - still.wall;
      still = null;
      for (const id of timers.keys()) arm(id);
    },
    hides,
    isCutOff(cutOff) {
      isOffline = cutOff;
      window.dispatchEvent(new Event(cutOff ? "offline" : "online"));
    },
    look(selector) {
      const widget = widgetOf(selector);
      const card = widget.shadowRoot?.querySelector(".card");
      const [code] = /[a-z]+(_[a-z]+)+/.exec(widget.shadowRoot?.querySelector(".code")?.textContent ?? "") ?? [""];
      return {
        state: widget.state ?? "",
        offers: card?.dataset.frame === "ready" && widget.querySelector("[slot=vendor] iframe") !== null,
        code,
        words: card?.innerText ?? "",
        buttons: all(widget, "button").map(part),
        heard: heard.filter((event) => event.widget === widget.id),
        errors,
      };
    },
    /** Clicks the first button with this part. Returns whether there is one. */
    clicks(selector, name) {
      const button = all(widgetOf(selector), "button").find((it) => part(it).split(" ").includes(name));
      button?.click();
      return button !== undefined;
    },
    /** The places that contain one of these texts. */
    finds(secrets) {
      const storage = (name) => {
        try {
          return JSON.stringify({ ...window[name] });
        } catch {
          return "";
        }
      };
      const texts = {
        events: JSON.stringify(heard),
        document: document.documentElement.outerHTML,
        card: [...document.querySelectorAll("chakra-whatsapp-connect")].map((it) => it.shadowRoot?.innerHTML).join(),
        storage: storage("localStorage") + storage("sessionStorage"),
        requests: performance.getEntries().map(({ name }) => name).join(),
        location: location.href + document.cookie + window.name + JSON.stringify(history.state),
      };
      return Object.keys(texts).filter((place) => secrets.some((secret) => texts[place].includes(secret)));
    },
  };
})();
