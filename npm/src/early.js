// Sends the requests that need not wait for the engine: the status, and what a signup needs.
// The engine uses a response if it would send the same request (src/browser/early.rs).
import { SDK_URL } from "./defaults.js";
import { english, fileOf, languageOf } from "./language.js";

/** Maximum age of a response when the engine takes it, in milliseconds. */
const LIFE = 10_000;
/** The engine's prefix for the attempts that it remembers (src/flow/tenant.rs). */
const REMEMBERED = "chakra-connect ";

/**
 * @typedef {object} EarlyRequest
 * @property {string} url the whole address, or the name of the page's function that replaces the request
 * @property {string | undefined} said the body, or the intent of a call
 * @property {string} credentials
 * @property {string | undefined} tenant
 * @property {unknown} given the page's headers, or the called function
 * @property {Headers} headers
 * @property {Promise<any>} answer
 * @property {AbortController} end
 * @property {number} at
 * @property {boolean} [isTaken] whether the engine has taken it
 */

/** The early requests of each element that the engine has not taken yet. @type {WeakMap<HTMLElement, EarlyRequest[]>} */
const asked = new WeakMap();
/** The early requests that several elements may share. @type {EarlyRequest[]} */
let shared = [];
/**
 * The page's decision in `chakra-before-connect`, with its tenant and time.
 * @type {WeakMap<HTMLElement, { isAllowed: boolean, tenant: string | undefined, at: number }>}
 */
const permissions = new WeakMap();
/** The addresses of preloaded scripts. */
const preloaded = new Set();
/** The elements whose engine sends its own requests by now. @type {WeakSet<HTMLElement>} */
const over = new WeakSet();

const isFresh = ({ at, isTaken }) => !isTaken && performance.now() - at < LIFE;

/** An attribute's text; undefined if it is empty, or what a template renders for a missing value. */
const text = (host, name) => {
  const value = host.getAttribute(name)?.trim();
  return /^(undefined|null|\[object Object\])?$/.test(value ?? "") ? undefined : value;
};

/** A page may change its path, and with it the meaning of a relative address. */
const absolute = (host, url) => new URL(url, host.baseURI).href;

/** The whole address of a call, by the rules of src/flow/config.rs. If it is unclear, nothing is sent early. */
const addressOf = (host, attribute, path) => {
  // Its start is fixed, or many slashes would take quadratic time.
  const [base, folder, query] = /^([^?#]*[^?#/]|)\/*(\?[^#]*)?/.exec(text(host, "backend") ?? "");
  const url = text(host, attribute) ?? (base && folder + "/" + path + (query ?? ""));
  return /^(https?:\/\/|\.{0,2}\/(?!\/))[^@\\\s]*$/i.test(url) ? absolute(host, url) : undefined;
};

/** By the rules of src/browser/request_headers.rs. */
const headersOf = (given) => {
  if (given?.[Symbol.iterator]) return new Headers(given);
  const headers = new Headers();
  for (const name of given instanceof Object ? Object.keys(given) : []) {
    if (given[name] != null) headers.set(name, given[name]);
  }
  return headers;
};

const keep = (host, request) => {
  // The engine takes over the response, and with it any failure.
  request.answer.catch(() => {});
  const own = asked.get(host);
  if (!own.includes(request)) own.push(request);
  return request;
};

const common = (host) => ({
  credentials: text(host, "credentials") === "include" ? "include" : "same-origin",
  tenant: text(host, "tenant"),
  end: new AbortController(),
  at: performance.now(),
});

/** Calls the page's function instead of sending a request. */
const call = (host, url, fields) => {
  const given = host[url];
  const known = asked.get(host).find((it) => it.url === url && it.given === given && isFresh(it));
  if (known) return known;
  const request = { ...common(host), url, given, said: fields.intent };
  const { signal } = request.end;
  request.answer = (async () => given({ __proto__: null, ...fields, signal }))();
  return keep(host, request);
};

/** The visitor that a request is about. */
const visitor = ({ credentials, tenant, headers }) => JSON.stringify([credentials, tenant, [...(headers ?? [])]]);

/** Sends a request as src/browser/fetch.rs does. Only for the same visitor as that of `before`, if given. */
const send = async (host, url, said, before) => {
  const given = host.requestHeaders;
  const isFunction = typeof given === "function";
  const headers = headersOf(isFunction ? await given() : given);
  if (over.has(host)) return undefined;
  const request = { ...common(host), url, said, given, headers };
  const isFor = (it) => visitor(it) === visitor(request);
  if (before?.headers && !isFor(before)) return undefined;
  const isSame = (it) => it.url === url && it.said === said && isFor(it) && (!isFunction || it.given === given);
  shared = shared.filter(isFresh);
  // A token is for one frame, so it is never shared.
  const known = [...asked.get(host).filter(isFresh), ...(said ? [] : shared)].find(isSame);
  if (known) return keep(host, known);
  const sent = new Headers(headers);
  sent.set("Accept", "application/json");
  if (said) sent.set("Content-Type", "application/json");
  request.answer = (async () =>
    fetch(url, {
      __proto__: null,
      headers: sent,
      cache: "no-store",
      credentials: request.credentials,
      signal: request.end.signal,
      ...(said ? { method: "POST", body: said } : {}),
    }))();
  if (!said) shared.push(request);
  return keep(host, request);
};

/** Parses the first chunk of a copy of the response. The response itself is left to the engine. */
const peek = async (request) => {
  const given = await request?.answer;
  if (typeof given?.clone !== "function") return given;
  if (!given.ok) return undefined;
  const reader = given.clone().body.getReader();
  const { value } = await reader.read();
  reader.cancel().catch(() => {});
  const told = JSON.parse(new TextDecoder().decode(value));
  return told._data ?? told;
};

const has = (host, name) => typeof host[name] === "function";

/** Preloads the script for the engine's script element. */
const preload = (host, href) => {
  if (preloaded.has(href) || self.ChakraWhatsappConnect) return;
  preloaded.add(href);
  const link = document.createElement("link");
  link.onload = link.onerror = () => link.remove();
  link.rel = "preload";
  link.as = "script";
  link.nonce = host.nonce;
  link.href = href;
  document.head.append(link);
};

const isSeen = (host) => {
  const { top, bottom, left, right, width } = host.getBoundingClientRect();
  const isNear = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return !document.hidden && width > 0 && isNear && host.checkVisibility?.() !== false;
};

/** Whether any part of it is visible. Resolves after the next frame. */
const isInView = (host) =>
  new Promise((done) => {
    const watch = new IntersectionObserver(([seen]) => {
      watch.disconnect();
      done(seen.intersectionRatio > 0);
    });
    watch.observe(host);
  });

const remembers = () => {
  try {
    return Object.keys(sessionStorage).some((name) => name.startsWith(REMEMBERED));
  } catch {
    return false;
  }
};

/** Asks the page whether a signup may be prepared; the engine does not ask again. */
const isAllowed = (host) => {
  const event = new CustomEvent("chakra-before-connect", {
    bubbles: true,
    composed: true,
    cancelable: true,
    detail: { intent: "connect" },
  });
  const tenant = text(host, "tenant");
  const known = permissions.get(host);
  const isAllowed = known && known.tenant === tenant ? known.isAllowed : host.dispatchEvent(event);
  permissions.set(host, { isAllowed, tenant, at: performance.now() });
  return isAllowed;
};

/** Fetches token and script, for the visitor of the request `before`, if there was one. */
const prepare = async (host, before) => {
  // The page's listener may have changed the element.
  if (!host.isConnected || (before && before.tenant !== text(host, "tenant"))) return;
  const named = text(host, "sdk-url");
  if (named) preload(host, named);
  const fields = { intent: "connect" };
  // Read only now, because the page's listener may have changed it.
  const url = addressOf(host, "token-url", "connect-token");
  let token;
  if (has(host, "fetchToken")) token = call(host, "fetchToken", fields);
  else if (url) token = await send(host, url, JSON.stringify(fields), before);
  if (token && !named && !over.has(host)) preload(host, (await peek(token))?.sdkUrl ?? SDK_URL);
};

const speak = (host, languageFile) => {
  const language = languageOf(host);
  if (language.isOwn || language === english) return;
  const url = absolute(host, fileOf(host, language.tag, languageFile));
  if (asked.get(host).some((it) => it.url === url && isFresh(it))) return;
  const request = { ...common(host), url, said: undefined, headers: new Headers() };
  request.answer = (async () => fetch(url, { __proto__: null, signal: request.end.signal }))();
  keep(host, request);
};

/** Resolves a promise in a separate task: otherwise, the engine's start and the next card would be one long task. */
const later = async (answer) => {
  await new Promise((done) => setTimeout(done));
  return answer;
};

/**
 * Sends the early requests of an element, if it is visible. The engine reports failures.
 * @param {HTMLElement} host
 * @param {(tag: string) => string} languageFile the address of a language's file
 */
export const begin = (host, languageFile) => ask(host, languageFile).catch(() => {});

/** The source of the status: an address, or the name of the page's function. */
const statusOf = (host) => (has(host, "fetchStatus") ? "fetchStatus" : addressOf(host, "status-url", "status"));

const ask = async (host, languageFile) => {
  // Settings that the page makes in the current task still count.
  await later();
  if (over.has(host) || !host.isConnected || !isSeen(host) || text(host, "start") === "manual") return;
  asked.set(host, asked.get(host) ?? []);
  speak(host, languageFile);
  const url = statusOf(host);
  let request;
  if (url === "fetchStatus") request = call(host, url, {});
  else if (url) request = await send(host, url);
  // Without a status call, the page begins with the signup. If the status has no clear address, nothing is sent early.
  const hasNone = !request && !text(host, "status-url") && !text(host, "backend");
  const isOffered = (hasNone || (await peek(request))?.state === "not_connected") && (await isInView(host));
  // The engine may have loaded by now, and the page may have reconfigured the element.
  const isCurrent = asked.has(host) && !over.has(host) && (hasNone || statusOf(host) === url);
  if (!isOffered || !isCurrent || /^(click|manual)$/.test(text(host, "start"))) return;
  const hasToken = has(host, "fetchToken") || addressOf(host, "token-url", "connect-token");
  if (hasToken && isSeen(host) && !remembers() && isAllowed(host)) await prepare(host, request);
};

/**
 * The response to a request that the engine is about to send, if it was sent early.
 * @param {HTMLElement} host
 * @param {string} url the address, or the name of the page's function
 * @param {string | undefined} said the body, or the intent of a call
 * @param {AbortSignal | undefined} signal
 * @param {Function | undefined} called the page's function, if it replaces the request
 * @returns {EarlyRequest | undefined}
 */
export const take = (host, url, said, signal, called) => {
  const own = asked.get(host) ?? [];
  const { credentials, tenant } = common(host);
  const whole = called ? url : absolute(host, url);
  const isIt = (it) =>
    it.url === whole && it.said === said && it.credentials === credentials && it.tenant === tenant &&
    (!called || it.given === called) && isFresh(it);
  const found = own.find(isIt);
  if (!found) {
    over.add(host);
    return undefined;
  }
  asked.set(host, own.filter((it) => it !== found));
  found.isTaken = true;
  shared = shared.filter((it) => it !== found);
  signal?.addEventListener("abort", () => found.end.abort());
  return { ...found, answer: later(found.answer) };
};

/**
 * The page's decision in `chakra-before-connect` for its tenant, returned only once. After that, nothing is sent early.
 * @param {HTMLElement} host
 */
export const permission = (host) => {
  over.add(host);
  const said = permissions.get(host);
  permissions.delete(host);
  return said && isFresh(said) && said.tenant === text(host, "tenant") ? said.isAllowed : undefined;
};

/** Aborts the requests that were only for this element, which is gone. @param {HTMLElement} host */
export const leave = (host) => {
  for (const request of asked.get(host) ?? []) {
    if (!request.isTaken && !shared.includes(request)) request.end.abort();
  }
  asked.delete(host);
  permissions.delete(host);
};
