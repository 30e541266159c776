// What a handler is made of, and what is wrong with it, told before the first request.

import { ApiKeys } from "./api-key.js";
import type { WaitUntil } from "./background.js";
import { systemClock } from "./clock.js";
import type { Clock } from "./clock.js";
import type { Hooks } from "./connection/hooks.js";
import { readOrigin } from "./http/cross-site.js";
import type { TenantOf } from "./http/who-asks.js";
import { consoleLog } from "./log.js";
import type { Log } from "./log.js";
import type { Store } from "./store/store.js";

/** What a handler is made of. */
export interface ConnectOptions extends Hooks {
  /** Chakra's API key: a secret of your server. */
  readonly apiKey: string | undefined;
  /** The key that is to take the other's place: whichever Chakra accepts is used, so that no call fails in between. */
  readonly nextApiKey?: string | undefined;
  /** Tells from your session whose connection a request is about. */
  readonly tenant: TenantOf;
  /** What the backend remembers: `sqlStore(…)` in your own database, `memoryStore()` for development. */
  readonly store: Store;
  /** Address of Chakra's API, Chakra's own unless given. `http` only for a stand-in on this machine. */
  readonly apiUrl?: string | undefined;
  /** Address from which the widget loads the vendor's SDK, Chakra's own unless given. `http` as for `apiUrl`. */
  readonly sdkUrl?: string | undefined;
  /** Origins whose pages may call, with cookies, besides your own. Add no CORS headers of your own. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Stands before a tenant's id in `clientReferenceId`: `prod` makes `prod:42` of `42`. */
  readonly namespace?: string | undefined;
  /** Takes the lines of the log, the console unless given. */
  readonly log?: Log | undefined;
  /** Keeps the platform alive for work that outlasts its response: `waitUntil` of Vercel, say. */
  readonly waitUntil?: WaitUntil | undefined;
  /** Makes requests to Chakra instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Tells the time instead of the platform's clock: for tests. */
  readonly clock?: Clock | undefined;
}

/** Chakra's production API. */
const API_URL = "https://api.chakrahq.com";

/** The options as they are used. */
export interface Settings {
  readonly keys: ApiKeys;
  readonly base: string;
  readonly origins: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

/** Reads the options; throws a `TypeError` that says what to do where one is wrong. */
export function readOptions(options: ConnectOptions): Settings {
  const { tenant, store, namespace, sdkUrl, apiUrl = API_URL, fetch } = options;
  if (typeof tenant !== "function") {
    throw new TypeError("tenant is missing: give a function that reads the tenant from your session");
  }
  if (typeof store?.read !== "function") {
    throw new TypeError("store is missing: give sqlStore(…), or memoryStore() for development");
  }
  // No colon: `a:b` with the tenant `c` would be `a` with the tenant `b:c`.
  if (namespace !== undefined && !/^[\w.-]{1,32}$/.test(namespace)) {
    throw new TypeError("namespace is not 1 to 32 letters, digits, dots, hyphens or underscores");
  }
  // A script that runs in your pages.
  if (sdkUrl !== undefined) secureAddress("sdkUrl", sdkUrl);
  const log = options.log ?? consoleLog;
  return {
    keys: new ApiKeys(options.apiKey, options.nextApiKey, log),
    base: apiBase(apiUrl),
    origins: (options.allowedOrigins ?? []).map(readOrigin),
    log,
    clock: options.clock ?? systemClock,
    // Called as a function of nothing: some platforms insist on it.
    fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

/** The address that the key may be sent to, without a slash at its end. */
function apiBase(text: string): string {
  const url = secureAddress("apiUrl", text);
  return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, "");
}

/** What is sent or fetched stays on this machine, or goes over TLS. */
function secureAddress(name: string, text: string): URL {
  const url = address(name, text);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
    throw new TypeError(
      `${name} must start with https:// (http:// only for a stand-in on this machine)`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(`${name} must not hold a user name or password`);
  }
  return url;
}

function address(name: string, text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new TypeError(`${name} is not an address`);
  }
}
