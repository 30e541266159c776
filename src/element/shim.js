// The class that the browser asks for and Rust cannot write: it extends HTMLElement. Lifecycle only.

/**
 * Defines the element; false if the tag is taken.
 * @param {string} tag
 * @param {string[]} attributes names of the observed attributes
 * @param {string[]} properties names of the properties that the page may set
 * @param {(host: HTMLElement, root: ShadowRoot) => object} create makes the Rust instance
 */
export function defineElement(tag, attributes, properties, create) {
  if (customElements.get(tag)) return false;

  class ChakraWhatsappConnect extends HTMLElement {
    static observedAttributes = attributes;
    #instance;
    #values = {};
    #isChanging = false;

    constructor() {
      super();
      this.attachShadow({ mode: "open" });
    }

    connectedCallback() {
      for (const name of properties) {
        // Set before the element was defined: as a property of its own, it would hide the accessor.
        if (!Object.hasOwn(this, name)) continue;
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
      if (this.#instance) this.#instance.moved();
      else this.#instance = create(this, this.shadowRoot);
    }

    disconnectedCallback() {
      // A move is a removal and an insertion: only who is still out after both has been removed.
      queueMicrotask(() => {
        if (this.isConnected || !this.#instance) return;
        const instance = this.#instance;
        this.#instance = undefined;
        instance.remove();
        instance.free();
      });
    }

    // Moved by `moveBefore`: nothing was reloaded, nothing is to be done.
    connectedMoveCallback() {}

    attributeChangedCallback(_name, before, after) {
      if (before !== after) this.#changed();
    }

    /** Several changes at once are one. */
    #changed() {
      if (this.#isChanging || !this.#instance) return;
      this.#isChanging = true;
      queueMicrotask(() => {
        this.#isChanging = false;
        this.#instance?.configure();
      });
    }

    get state() {
      return this.#instance?.state ?? "loading";
    }
    connect(options) {
      this.#instance?.connect(options?.intent === "replace");
    }
    refresh() {
      this.#instance?.refresh();
    }
    disconnect() {
      this.#instance?.disconnect();
    }
    reset() {
      this.#instance?.reset();
    }

    static {
      for (const name of properties) {
        Object.defineProperty(this.prototype, name, {
          enumerable: true,
          configurable: true,
          get() {
            return this.#values[name];
          },
          set(value) {
            if (this.#values[name] === value) return;
            this.#values[name] = value;
            this.#changed();
          },
        });
      }
    }
  }

  customElements.define(tag, ChakraWhatsappConnect);
  return true;
}
