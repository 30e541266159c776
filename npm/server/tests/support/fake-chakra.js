// Chakra as a `fetch`, with plugins, numbers and accounts in memory, and scripted responses.

export const KEY = "k3y-0f-the-tests-n0t-t0-be-seen";
export const API = "https://api.chakra.test";

const ENDPOINTS = [
  ["create", "POST", /^\/v1\/ext\/whatsapp-partner\/create-connect-token$/],
  ["get", "GET", /^\/plugin\/([^/]+)$/],
  ["update", "PUT", /^\/plugin\/([^/]+)$/],
  ["delete", "DELETE", /^\/plugin\/([^/]+)$/],
  ["number", "GET", /^\/v1\/ext\/whatsapp-phone-number\/([^/]+)$/],
  ["accounts", "GET", /^\/v1\/ext\/whatsapp-business-account$/],
];

/** Stands in for Chakra. */
export class FakeChakra {
  plugins = new Map();
  numbers = new Map();
  accounts = [];
  /** The accepted key. */
  key = KEY;
  /** The key of each call, including rejected ones. */
  keys = [];
  /** Each call as `endpoint id`, in order. */
  calls = [];
  /** Responses to the next calls of an endpoint. The last one repeats. */
  #scripts = new Map();
  #made = 0;

  /**
   * Scripts the responses to the endpoint's next calls: a status, `{ status, body, headers }`, "hang", "refused",
   * "lost", "done and lost", an error to throw, or a promise to wait for.
   */
  script(endpoint, ...answers) {
    this.#scripts.set(endpoint, answers);
  }

  /** Makes the endpoints respond normally again. */
  heal(...endpoints) {
    for (const endpoint of endpoints) this.#scripts.delete(endpoint);
  }

  count(endpoint) {
    return this.calls.filter((it) => it.split(" ")[0] === endpoint).length;
  }

  /** Completes a signup on the plugin, with these numbers. */
  signUp(pluginId, ...phoneNumberIds) {
    const plugin = this.plugins.get(pluginId);
    plugin.isActive = true;
    plugin.auth = { whatsappBusinessAccountsById: { waba1: {} } };
    plugin.serverConfig = { enabledWhatsappPhoneNumbers: phoneNumberIds };
    this.accounts = [{ id: "waba1", pluginId, chakraStatus: "CONNECTED" }];
    for (const id of phoneNumberIds) {
      this.numbers.set(id, { id, displayPhoneNumber: `+1 ${id}`, status: "CONNECTED", waba: "waba1" });
    }
  }

  fetch = async (input, init) => {
    const url = new URL(input);
    const { method = "GET", headers, body, signal } = init;
    const key = new Headers(headers).get("authorization").replace(/^Bearer /, "");
    this.keys.push(key);
    if (key !== this.key) return answer(401, {});
    const [endpoint, , pattern] = ENDPOINTS.find(
      ([, verb, path]) => verb === method && path.test(url.pathname),
    );
    const id = decodeURIComponent(pattern.exec(url.pathname)[1] ?? "");
    this.calls.push(`${endpoint} ${id}`.trim());
    const scripts = this.#scripts.get(endpoint) ?? [];
    const scripted = scripts.length > 1 ? scripts.shift() : scripts[0];
    const step = await scripted;
    if (step === "hang") {
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
    }
    if (step === "refused") {
      throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) });
    }
    if (step === "lost") throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
    if (step instanceof Error) throw step;
    if (typeof step === "number") return answer(step, { _errors: ["scripted"] });
    if (step && typeof step === "object") return raw(step.status, step.body, step.headers);
    const real = this.#answer(endpoint, id, body && JSON.parse(body));
    if (step === "done and lost") throw new TypeError("fetch failed");
    return real;
  };

  #answer(endpoint, id, body) {
    const gone = () => answer(404, { _errors: ["Plugin not found"] });
    const plugin = this.plugins.get(id || body?.pluginId);
    switch (endpoint) {
      case "create": {
        if (body.pluginId) return plugin ? answer(200, { connectToken: token(plugin.id) }) : gone();
        this.#made += 1;
        const made = { id: `plugin-${this.#made}`, name: body.newPluginName, isActive: true };
        this.plugins.set(made.id, { ...made, told: body });
        return answer(200, { connectToken: token(made.id) });
      }
      case "get":
        return plugin ? answer(200, plugin) : gone();
      case "update":
        if (!plugin) return gone();
        plugin.isActive = body.isActive;
        return answer(200, plugin);
      case "delete":
        return this.plugins.delete(id) ? answer(200, {}) : gone();
      case "number": {
        const number = this.numbers.get(id);
        return number ? answer(200, number) : answer(404, { _errors: ["Phone number not found"] });
      }
      default:
        return answer(200, this.accounts);
    }
  }
}

/** A connect token for the plugin. */
export function token(pluginId) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256" })}.${part({ data: { pluginId }, iat: 1000.5, exp: 4600.5 })}.s1gnature`;
}

function answer(status, body, headers = {}) {
  return raw(status, status === 200 ? { _data: body } : body, headers);
}

function raw(status, body, headers) {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}
