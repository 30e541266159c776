// The element's class, which Rust cannot write: it extends HTMLElement. It hands on what happens to
// whoever is in charge: the engine, or before it is there the loader.

/** Where a class of ours takes its engine, whichever copy of this file has made it. */
const ENGINE = Symbol.for("chakra-connect.engine");

/**
 * @typedef {object} Charge
 * @property {(host: HTMLElement) => void} connected it is on the page, or stands elsewhere there
 * @property {(host: HTMLElement) => void} removed
 * @property {(host: HTMLElement) => void} changed an attribute of it
 * @property {(host: HTMLElement, method: string, replaces: boolean) => void} call
 * @property {(host: HTMLElement) => string} state
 * @property {(prototype: HTMLElement) => void} [prepare] the engine gives the class its properties
 * @property {(engine: Charge) => void} [handOver] the engine is there; who cannot hand over is the engine
 */

/**
 * The class, to be defined under a tag.
 * @param {string[]} attributes names of the observed attributes
 * @param {Charge} charge
 */
export const elementClass = (attributes, charge) => {
  class ChakraWhatsappConnect extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: "open" });
    }

    connectedCallback() {
      charge.connected(this);
    }

    disconnectedCallback() {
      // A move is a removal and an insertion: only who is still out after both has been removed.
      queueMicrotask(() => this.isConnected || charge.removed(this));
    }

    // Moved by `moveBefore`: nothing was reloaded, nothing is to be done.
    connectedMoveCallback() {}

    attributeChangedCallback(_name, before, after) {
      if (before !== after) charge.changed(this);
    }

    get state() {
      return charge.state(this);
    }
  }
  const { prototype } = ChakraWhatsappConnect;
  for (const name of ["connect", "refresh", "disconnect", "reset"]) {
    prototype[name] = function (options) {
      charge.call(this, name, options?.intent === "replace");
    };
  }
  ChakraWhatsappConnect.observedAttributes = attributes;
  // Takes the engine, if there is none.
  ChakraWhatsappConnect[ENGINE] = (engine) => {
    const { handOver } = charge;
    if (!handOver) return false;
    charge = engine;
    engine.prepare(prototype);
    handOver(engine);
    return true;
  };
  return ChakraWhatsappConnect;
};

/**
 * Defines the element, or gives the engine to a class of ours that waits for one. False if neither is to be done.
 * @param {string} tag
 * @param {string[]} attributes names of the observed attributes
 * @param {string[]} properties names of the properties that the page may set
 * @param {(host: HTMLElement, root: ShadowRoot, internals?: ElementInternals, languageFile?: Function) => any} create makes the Rust instance
 */
export const defineElement = (tag, attributes, properties, create) => {
  const engine = new Engine(properties, create);
  const taken = customElements.get(tag);
  if (taken) return Boolean(taken[ENGINE]?.(engine));
  const made = elementClass(attributes, engine);
  engine.prepare(made.prototype);
  customElements.define(tag, made);
  return true;
};

/** In charge once the WebAssembly is there. @implements {Charge} */
class Engine {
  /** What belongs to an element. */
  #own = new WeakMap();

  constructor(properties, create) {
    this.properties = properties;
    this.create = create;
  }

  #of(host) {
    let own = this.#own.get(host);
    // Without prototypes, to which the page may have added.
    if (!own) this.#own.set(host, (own = { __proto__: null, values: { __proto__: null }, calls: [] }));
    return own;
  }

  connected(host) {
    for (const name of this.properties) {
      // Set before there was an accessor: as a property of its own, it would hide that.
      if (!Object.hasOwn(host, name)) continue;
      const value = host[name];
      delete host[name];
      host[name] = value;
    }
    const own = this.#of(host);
    if (own.instance) return own.instance.moved();
    if (own.isStarting) return;
    own.isStarting = true;
    // Whoever puts an element on the page may set it up in the same breath, after that.
    queueMicrotask(() => {
      own.isStarting = false;
      if (!host.isConnected) return;
      own.internals ??= host.attachInternals?.();
      own.instance = this.create(host, host.shadowRoot, own.internals, this.languageFile);
      for (const [method, replaces] of own.calls.splice(0)) own.instance[method](replaces);
    });
  }

  removed(host) {
    const own = this.#of(host);
    const { instance } = own;
    own.instance = undefined;
    own.calls = [];
    instance?.remove();
    instance?.free();
  }

  /** Several changes at once are one. */
  changed(host) {
    const own = this.#of(host);
    if (own.isChanging || !own.instance) return;
    own.isChanging = true;
    queueMicrotask(() => {
      own.isChanging = false;
      own.instance?.configure();
    });
  }

  call(host, method, replaces) {
    const own = this.#of(host);
    if (own.instance) own.instance[method](replaces);
    else if (own.isStarting) own.calls.push([method, replaces]);
  }

  state(host) {
    return this.#of(host).instance?.state ?? "loading";
  }

  prepare(prototype) {
    const engine = this;
    for (const name of this.properties) {
      Object.defineProperty(prototype, name, {
        enumerable: true,
        configurable: true,
        get() {
          return engine.#of(this).values[name];
        },
        set(value) {
          const { values } = engine.#of(this);
          if (values[name] === value) return;
          values[name] = value;
          engine.changed(this);
        },
      });
    }
  }
}

/** Calls a function; an async one needs no `Promise` of the page's, and turns what is thrown into a rejection. */
export const settle = async (call, first, second) => call(first, second);

/** Done when a script has loaded. The browser's own promise, whatever the page has put in its place. */
export const loading = (script) =>
  new ((async () => {})().constructor)((done, fail) => {
    script.onload = done;
    script.onerror = fail;
  });
