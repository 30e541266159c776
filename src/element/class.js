// The element's class, which Rust cannot define: it extends HTMLElement. It keeps what the page sets, and forwards
// what happens to its controller: the engine, or the loader before the engine has loaded.

/** The key under which a class of ours finds its engine, whichever copy of this file created it. */
const ENGINE = Symbol.for("chakra-connect.engine");

/** The most elements that start within one task. */
const MOST_STARTS = 50;

/** The browser's own, even if the page has replaced it. */
const NativePromise = (async () => {})().constructor;

/**
 * @typedef {object} Controller
 * @property {(host: HTMLElement, clear?: Function, whenNeeded?: Function) => void} connected it is on the page, or has moved there
 * @property {(host: HTMLElement) => void} removed
 * @property {(host: HTMLElement, name: string) => void} changed one of its attributes or properties
 * @property {(host: HTMLElement) => void} [followPage] it has moved within the page; absent if an older version controls
 * @property {(host: HTMLElement, method: string, replaces: boolean, settle: (outcome: object) => void, isMeant?: () => boolean) => void} call
 * one of its methods; `isMeant` tells whether it is still to be carried out, if it had to wait
 * @property {(host: HTMLElement) => string} state
 * @property {(engine: Controller) => void} [attachEngine] the engine has loaded; absent on the engine itself
 */

/**
 * What names the account, by value, as the engine compares it (src/flow/config.rs). A function's headers are known only
 * after a call: if the page also names the tenant, they say nothing more. Nor do renewed credentials then.
 * @param {HTMLElement} host
 */
const accountOf = (host) => {
  const { requestHeaders: given } = host;
  const attributes = ["backend", "token-url", "status-url", "disconnect-url", "credentials", "tenant"];
  const own = attributes.map((name) => (host.getAttribute(name) ?? "").trim());
  const tenant = own[5];
  try {
    const isRenewed = (pair) => tenant && /^authorization,|^[^,]*[cx]srf/.test(pair);
    const lines = (headers) => [...headers].map((pair) => (isRenewed(pair) ? pair[0] : pair)).join("\n");
    const headers = typeof given === "function" ? tenant || given : lines(new Headers(given ?? {}));
    return [headers, ...own.map((it, at) => at < 4 && it ? new URL(it, host.baseURI).href : it)];
  } catch {
    // Like no other.
    return [{}];
  }
};

/**
 * The class, to be defined under a tag.
 * @param {readonly string[]} attributes names of the attributes
 * @param {readonly string[]} properties names of the properties that the page may set
 * @param {Controller} controller
 */
export const elementClass = (attributes, properties, controller) => {
  /** The properties that the page has set. Without a prototype, because the page may have extended it. */
  const values = new WeakMap();
  const known = { __proto__: null };
  for (const name of attributes) known[name] = true;
  /** The names that can be set. */
  const names = [];

  class ChakraWhatsappConnect extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: "open" });
      values.set(this, { __proto__: null });
      for (const name of names) {
        // Set before the accessor existed: as an own property, it would hide the accessor.
        const early = Object.getOwnPropertyDescriptor(this, name);
        if (!early) continue;
        delete this[name];
        this[name] = early.value;
      }
    }

    connectedCallback() {
      controller.connected(this);
    }

    disconnectedCallback() {
      // A move is a removal and an insertion, between which a page may await something: only an element that
      // is still out after this task has been removed.
      setTimeout(() => this.isConnected || controller.removed(this));
    }

    // Moved by `moveBefore`: nothing was reloaded. But the page's language may differ at the new place.
    connectedMoveCallback() {
      controller.followPage?.(this);
    }

    attributeChangedCallback(name, before, after) {
      // Written in camel case, which HTML converts to lower case: `tokenurl`.
      if (!(name in known)) this[name] = after;
      else if (before !== after) controller.changed(this, name);
    }

    get state() {
      return controller.state(this);
    }

    get ready() {
      const own = values.get(this);
      return (own.ready ??= new NativePromise((settle) => {
        const tell = () => settle({ state: this.state });
        if (this.state === "loading") this.addEventListener("chakra-statechange", tell, { once: true });
        else tell();
      }));
    }
  }

  const { prototype } = ChakraWhatsappConnect;
  /** Also under its lower-case name, which is all that some frameworks and templates know. */
  const define = (name, accessor) => {
    for (const it of [name, name.toLowerCase()]) {
      Object.defineProperty(prototype, it, { configurable: true, enumerable: true, ...accessor });
      names.push(it);
    }
  };
  for (const name of properties) {
    define(name, {
      get() {
        return values.get(this)[name];
      },
      // The same object may hold other values now.
      set(value) {
        values.get(this)[name] = value;
        controller.changed(this, name);
      },
    });
  }
  for (const name of attributes) {
    const property = name.replace(/-./g, (pair) => pair[1].toUpperCase());
    define(property, {
      get() {
        return name === "debug" ? this.hasAttribute(name) : this.getAttribute(name);
      },
      set(value) {
        if (value === false || value == null) this.removeAttribute(name);
        else this.setAttribute(name, value === true ? "" : value);
      },
    });
  }
  for (const name of ["connect", "refresh", "disconnect", "reset"]) {
    prototype[name] = function (options) {
      const replaces = options?.intent === "replace";
      const account = name === "disconnect" && accountOf(this);
      let isSettled;
      // Messages stop: not for another account than at the call, and not after the call was reported as failed.
      const isMeant = () => !account || (!isSettled && accountOf(this).every((it, at) => it === account[at]));
      return new NativePromise((resolve) => {
        const settle = (outcome) => {
          isSettled = true;
          resolve(outcome);
        };
        controller.call(this, name, replaces, settle, isMeant);
      });
    };
  }
  ChakraWhatsappConnect.observedAttributes = [...attributes, ...attributes.map((name) => name.replace("-", ""))];
  // Attaches the engine, if there is none.
  ChakraWhatsappConnect[ENGINE] = (engine) => {
    const { attachEngine } = controller;
    if (!attachEngine) return false;
    controller = engine;
    attachEngine(engine);
    return true;
  };
  return ChakraWhatsappConnect;
};

/**
 * Defines the element, or attaches the engine to a class of ours that waits for one. False if neither is possible.
 * @param {string} tag
 * @param {string[]} attributes names of the attributes
 * @param {string[]} properties names of the properties that the page may set
 * @param {(host: HTMLElement, root: ShadowRoot, internals?: ElementInternals, languageFile?: Function, early?: object) => any} create creates the Rust instance
 */
export const defineElement = (tag, attributes, properties, create) => {
  const engine = new Engine(properties, create);
  const taken = customElements.get(tag);
  if (taken && !taken[ENGINE]?.(engine)) return false;
  const made = taken ?? elementClass(attributes, properties, engine);
  hideVendor(made.prototype);
  if (!taken) customElements.define(tag, made);
  return true;
};

/**
 * The vendor's container is the first child, and hidden from code that walks over the page's nodes to hydrate or morph
 * them: it would take the container for a mismatch, and remove it.
 */
const hideVendor = (prototype) => {
  const isVendors = (node) => node?.slot === "vendor";
  const define = (name, own) => {
    const { get } = Object.getOwnPropertyDescriptor(Node.prototype, name);
    Object.defineProperty(prototype, name, {
      configurable: true,
      get() {
        return own(get.call(this));
      },
    });
  };
  define("firstChild", (child) => {
    while (isVendors(child)) child = child.nextSibling;
    return child;
  });
  define("childNodes", (nodes) => {
    const own = [...nodes].filter((node) => !isVendors(node));
    own.item = (index) => own[index] ?? null;
    return own.length < nodes.length ? own : nodes;
  });
  define("lastChild", (child) => {
    while (isVendors(child)) child = child.previousSibling;
    return child;
  });
  prototype.hasChildNodes = function () {
    return this.firstChild !== null;
  };
};

/** Controls the elements once the WebAssembly has loaded. @implements {Controller} */
class Engine {
  /** The state of each element. */
  #own = new WeakMap();

  constructor(properties, create) {
    /** The properties without a warning so far. */
    this.properties = new Set(properties);
    this.create = create;
    /** The starts in this task. */
    this.starts = 0;
  }

  #of(host) {
    let own = this.#own.get(host);
    // Without a prototype, because the page may have extended it.
    if (!own) this.#own.set(host, (own = { __proto__: null, calls: [], isRemoved: this.gone?.has(host) }));
    return own;
  }

  /**
   * @param {HTMLElement} host
   * @param {(host: HTMLElement) => void} [clear] takes away what the loader has drawn
   * @param {(host: HTMLElement, go: () => void) => (() => void) | undefined} [whenNeeded] how the loader waits, if it still does
   */
  connected(host, clear, whenNeeded) {
    const own = this.#of(host);
    own.isRemoved = false;
    own.clear ??= clear;
    own.whenNeeded ??= whenNeeded;
    if (own.instance) own.instance.moved();
    else if (own.whenNeeded) this.#wait(host);
    else this.#start(host);
  }

  #wait(host) {
    const own = this.#of(host);
    own.unwatch?.();
    own.unwatch = own.whenNeeded(host, () => this.#start(host));
  }

  #start(host) {
    const own = this.#of(host);
    own.unwatch?.();
    own.unwatch = own.whenNeeded = undefined;
    if (own.isStarting) return;
    own.isStarting = true;
    const start = () => {
      own.isStarting = false;
      if (!host.isConnected) return;
      // What the loader has drawn, now or before the element was removed.
      if (own.clear) own.clear(host);
      else host.shadowRoot.replaceChildren();
      own.clear = undefined;
      own.internals ??= host.attachInternals?.();
      own.instance = this.create(host, host.shadowRoot, own.internals, this.languageFile, this.early);
      for (const [method, replaces, settle, isMeant] of own.calls.splice(0)) {
        // Absent if an older version of this file created the class.
        if (isMeant?.() === false) settle({ state: "loading" });
        else own.instance.call(method, replaces, settle);
      }
      this.#warn(host);
    };
    // Each card that has waited gets a task of its own: with the engine's start they would be one long task. A new
    // element gets a microtask: the page may still set it up in the current task.
    // While the page is parsed, its children come after it.
    if (own.clear || document.readyState === "loading" || this.#hasStartedMany()) setTimeout(start);
    else queueMicrotask(start);
  }

  /** A page that replaces the element whenever it fails must not freeze its tab. */
  #hasStartedMany() {
    if (!this.starts) setTimeout(() => (this.starts = 0));
    return ++this.starts > MOST_STARTS;
  }

  /** Warns of properties that a framework wrote as text because the element was not yet defined. */
  #warn(host) {
    for (const name of this.properties) {
      if (!host.hasAttribute(name) || host[name] !== undefined) continue;
      this.properties.delete(name);
      self.console?.warn?.(`<${host.localName}>: ${name} is a property, not an attribute: define the element before it is rendered`);
    }
  }

  removed(host) {
    const own = this.#of(host);
    const { instance } = own;
    own.unwatch?.();
    own.unwatch = undefined;
    own.isRemoved = true;
    own.instance = undefined;
    for (const [, , settle] of own.calls.splice(0)) settle({ state: "loading" });
    try {
      instance?.remove();
    } finally {
      this.early?.leave(host);
      instance?.free();
    }
  }

  followPage(host) {
    this.#of(host).instance?.followPage();
  }

  /** Several changes in one task count as one. */
  changed(host) {
    const own = this.#of(host);
    // The changes may affect when the engine is needed.
    if (own.unwatch) return this.#wait(host);
    if (own.isChanging || !own.instance) return;
    own.isChanging = true;
    queueMicrotask(() => {
      own.isChanging = false;
      if (!own.instance) return;
      own.instance.configure();
      this.#warn(host);
    });
  }

  /** A call on an element that is not on the page yet waits until it is. */
  call(host, method, replaces, settle, isMeant) {
    const own = this.#of(host);
    if (own.instance) own.instance.call(method, replaces, settle);
    else if (own.isRemoved) settle({ state: "loading" });
    else {
      own.calls.push([method, replaces, settle, isMeant]);
      if (own.unwatch) this.#start(host);
    }
  }

  state(host) {
    return this.#of(host).instance?.state ?? "loading";
  }
}
