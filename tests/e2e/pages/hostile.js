// Attacks of hostile pages on embedded code. The URL names the attack: ?name runs it before the widget is loaded,
// ?late&name runs it after, but before an element exists.
var noise = [];
// Avoids `push`, which an attack may break.
addEventListener("error", ({ error, message }) => (noise[noise.length] = String(error?.stack ?? message)));
addEventListener("unhandledrejection", ({ reason }) => (noise[noise.length] = String(reason)));

/** Resolves when all pending work has run. Uses only functions saved before the attack. */
const { fetch: ownFetch, setTimeout: ownTimeout, Promise: OwnPromise } = window;
const settles = async () => {
  for (let i = 0; i < 5; i++) {
    await new OwnPromise((done) => ownTimeout(done));
    await (await ownFetch(location.href, { __proto__: null, cache: "no-store" })).text();
  }
};

/** Replaces a method with one that receives the old one and the arguments. */
const instead = (holder, name, make) => {
  const own = holder[name];
  holder[name] = make(own);
};
const { apply } = Reflect;
const boom = () => {
  throw new Error("hostile");
};

var attacks = {
  none() {},

  // Additions as in Prototype.js: every loop and every JSON text sees them.
  additions() {
    Array.prototype.each = Object.prototype.extend = () => {};
    String.prototype.toJSON = Array.prototype.toJSON = Number.prototype.toJSON = function () {
      return `"${String(this)}"`;
    };
    // Ignores iterators: a `Headers` seems to be empty.
    Array.from = (it) => {
      const all = new Array(it.length || 0);
      for (let i = 0; i < all.length; i++) all[i] = it[i];
      return all;
    };
    return () => JSON.stringify([1]) !== "[1]";
  },

  // Every plain object seems to have these properties, and assignment cannot set them.
  getters() {
    const lies = { state: "connected", connected: true, connectToken: "forged", detail: "forged", bubbles: false, status: 200 };
    for (const name of ["fetchToken", "fetchStatus", "requestHeaders", "instance", "isChanging", "method", "body", "headers"]) lies[name] = "forged";
    for (const [name, value] of Object.entries(lies)) {
      Object.defineProperty(Object.prototype, name, { configurable: true, get: () => value });
    }
    return () => {
      const object = {};
      Reflect.set(object, "state", "not_connected");
      return object.state === "connected";
    };
  },

  // They do their work, but return something else.
  lies() {
    for (const name of ["push", "unshift", "sort"]) instead(Array.prototype, name, (own) => function (...given) {
      apply(own, this, given);
    });
    for (const name of ["appendChild", "insertBefore", "removeChild"]) instead(Node.prototype, name, (own) => function (...given) {
      apply(own, this, given);
      return null;
    });
    for (const name of ["setAttribute", "append", "remove"]) instead(Element.prototype, name, (own) => function (...given) {
      apply(own, this, given);
      return this;
    });
    return () => document.body.appendChild(document.createComment("")) === null;
  },

  // As old code has it: throws for what has no parent element.
  remove() {
    Element.prototype.remove = function () {
      this.parentElement.removeChild(this);
    };
    return () => thrown(() => document.createElement("p").remove());
  },

  // They only throw.
  broken() {
    for (const name of ["push", "map", "forEach", "join", "includes", "concat"]) Array.prototype[name] = boom;
    for (const name of ["prepend", "replaceChildren", "closest"]) Element.prototype[name] = boom;
    for (const name of ["bind"]) Function.prototype[name] = boom;
    for (const name of ["entries", "fromEntries", "values"]) Object[name] = boom;
    for (const name of ["startsWith", "replaceAll", "split"]) String.prototype[name] = boom;
    return () => thrown(() => [].push(1));
  },

  // Functions that the vendor's own script and its caller need.
  append() {
    Element.prototype.append = boom;
    return () => thrown(() => document.body.append(""));
  },
  call() {
    Function.prototype.call = function (self, ...given) {
      if (this.name === "init") boom();
      return apply(this, self, given);
    };
    return () => thrown(() => ({ init() {} }).init.call());
  },

  promise() {
    window.Promise = class {
      constructor() {
        boom();
      }
      static resolve = boom;
      static reject = boom;
    };
    return () => thrown(() => Promise.resolve(1));
  },

  // Settles synchronously, as no promise does.
  sudden() {
    const resolve = (value) => ({ then: (done) => done(value) });
    window.Promise = Object.assign(function () {}, { resolve, reject: resolve });
    return () => {
      let order = "";
      Promise.resolve(1).then(() => (order += "a"));
      return (order += "b") === "ab";
    };
  },

  json() {
    JSON.stringify = () => '{"state":"connected","connectToken":"forged"}';
    return () => JSON.parse(JSON.stringify({ state: "not_connected" })).state === "connected";
  },

  "json-throws"() {
    JSON.stringify = boom;
    return () => thrown(() => JSON.stringify({}));
  },

  // Replacements for `fetch`.
  "fetch-throws": () => fetching(boom),
  "fetch-nothing": () => fetching(() => undefined),
  "fetch-object": () => fetching(async () => ({ ok: true, status: 200, text: 1 })),
  "fetch-empty": () => fetching(async () => Object.create(Response.prototype)),
  "fetch-twice": () => fetching(() => ({ then: (done) => (done(1), done(2), boom()) })),
  "fetch-rejects": () => fetching(async () => boom()),
  "fetch-read": () => {
    const { fetch: own } = window;
    return fetching(async (...given) => {
      const answer = await own(...given);
      await answer.text();
      return answer;
    });
  },
  "fetch-locked": () => {
    const { fetch: own } = window;
    return fetching(async (...given) => {
      const answer = await own(...given);
      answer.body?.getReader();
      return answer;
    });
  },

  // Elements whose ids and names shadow ours.
  clobbered() {
    const names = ["ChakraWhatsappConnect", "trustedTypes", "customElements", "backend", "variant", "theme", "locale", "state", "connect", "init", "destroy", "widget-host"];
    const head = ["head", "visibilityState", "hasFocus", "activeElement", "documentElement", "baseURI", "body", "hidden", "readyState", "scripts"];
    const { body } = document;
    const add = (html) => body.insertAdjacentHTML("afterbegin", html);
    for (const name of names) add(`<form name="${name}" id="${name}"><input name="init" value="x"></form><img id="${name}" alt="" name="${name}">`);
    for (const name of head) add(`<img name="${name}" alt="">`);
    return () => document.head instanceof HTMLImageElement && window.ChakraWhatsappConnect !== undefined;
  },

  "clobbered-frame"() {
    const frame = document.createElement("iframe");
    frame.name = "ChakraWhatsappConnect";
    frame.srcdoc = "<form id=init></form>";
    document.body.append(frame);
    return () => typeof window.ChakraWhatsappConnect === "object";
  },

  "reset-css"() {
    const style = document.createElement("style");
    style.textContent = "* { all: unset !important; }";
    document.head.append(style);
    return () => getComputedStyle(document.querySelector("h1")).display === "inline";
  },

  "hidden-css"() {
    const style = document.createElement("style");
    style.textContent = "* { all: unset !important; display: none !important; }";
    document.head.append(style);
    return () => getComputedStyle(document.querySelector("h1")).display === "none";
  },

  // A foreign `ChakraWhatsappConnect`.
  "vendor-throws": () => vendor({ init: boom }),
  "vendor-getter": () => {
    Object.defineProperty(window, "ChakraWhatsappConnect", { get: boom, set() {} });
    return () => thrown(() => window.ChakraWhatsappConnect);
  },
  "vendor-nothing": () => vendor({ init: ({ onReady }) => void onReady() }),
  "vendor-number": () => vendor({ init: ({ onReady }) => (onReady(), 7) }),
  "vendor-thrower": () => vendor({ init: ({ onReady }) => (onReady(), new Proxy({}, { get: boom })) }),
  "vendor-destroyer": () => vendor({ init: ({ onReady }) => (onReady(), { destroy: boom }) }),
  "vendor-rejected": () => vendor({ init: async ({ onReady }) => (onReady(), { then: undefined, destroy: async () => null }) }),
  // Calls all callbacks one after another, inside `init` and for as long as the page lives.
  "vendor-mad"() {
    const success = [{ event: "FINISH" }, { type: "WA_EMBEDDED_SIGNUP", event: "FINISH", data: { phone_number_id: "1", waba_id: "1" } }, "FINISH", null, undefined, 7, new Proxy({}, { get: boom }), { toJSON: boom }];
    return vendor({
      init(options) {
        let round = 0;
        const all = () => {
          round += 1;
          window.rounds = (window.rounds ?? 0) + 1;
          options.onReady();
          options.onMessage("FINISH", success[round % success.length]);
          options.onMessage(success[round % success.length]);
          options.onSuccess(success[round % success.length]);
          options.onError(round % 2 ? new Error("forged") : success[round % success.length]);
        };
        all();
        all();
        const again = () => (all(), setTimeout(again));
        again();
        return { destroy: all };
      },
    });
  },
};

const thrown = (call) => {
  try {
    call();
    return false;
  } catch {
    return true;
  }
};

const fetching = (made) => {
  window.fetch = made;
  return () => made !== undefined && window.fetch === made;
};

const vendor = (made) => {
  window.inits = 0;
  instead(made, "init", (own) => (options) => {
    window.inits += 1;
    return own(options);
  });
  window.ChakraWhatsappConnect = made;
  return () => window.ChakraWhatsappConnect === made;
};

var query = new URLSearchParams(location.search);
var chosen = [...query.keys()].find((name) => name !== "late" && name in attacks) ?? "none";
/** Whether the attack breaks code that trusts the page. An attack that breaks nothing proves nothing. */
let hurts = () => false;
const attack = () => (hurts = attacks[chosen]() ?? hurts);
if (!query.has("late")) attack();
