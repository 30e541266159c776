// The options of a handler, validated before the first request.

import { ApiKeys } from "./api-key.js";
import type { WaitUntil } from "./background.js";
import { systemClock } from "./clock.js";
import type { Clock } from "./clock.js";
import type { Hooks } from "./connection/hooks.js";
import { readOrigin } from "./http/cross-site.js";
import type { TenantOf } from "./http/who-asks.js";
import { consoleLog, safeLog } from "./log.js";
import type { Log } from "./log.js";
import type { Store } from "./store/store.js";

/** The options of a handler. */
export interface ConnectOptions extends Hooks {
  /** Chakra's API key. Keep it secret, on your server. */
  readonly apiKey: string | undefined;
  /** The next key, while you rotate it: the handler uses the one that Chakra accepts, so no call fails. */
  readonly nextApiKey?: string | undefined;
  /** Reads the tenant of a request from your session. */
  readonly tenant: TenantOf;
  /** Stores the backend's records: `sqlStore(…)` in your own database, `memoryStore()` for development. */
  readonly store: Store;
  /** Address of Chakra's API; the default is Chakra's own. `http` only for a stand-in on this machine. */
  readonly apiUrl?: string | undefined;
  /** Address from which the widget loads the vendor's SDK; the default is Chakra's own. `http` as for `apiUrl`. */
  readonly sdkUrl?: string | undefined;
  /** Other origins whose pages may call, with cookies. Do not add your own CORS headers. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Prefix of the tenant's id in `clientReferenceId`: with `prod`, `42` becomes `prod:42`. */
  readonly namespace?: string | undefined;
  /** Receives the log lines; the default is the console. */
  readonly log?: Log | undefined;
  /** Keeps the platform alive for work after the response, such as Vercel's `waitUntil`. */
  readonly waitUntil?: WaitUntil | undefined;
  /** Sends requests to Chakra, instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Replaces the platform's clock, for tests. */
  readonly clock?: Clock | undefined;
}

/** Chakra's production API. */
const API_URL = "https://api.chakrahq.com";

/** The validated options. */
export interface Settings {
  readonly keys: ApiKeys;
  readonly base: string;
  readonly origins: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

/** Validates the options; throws a `TypeError` that says how to fix a wrong one. */
export function readOptions(options: ConnectOptions): Settings {
  const { tenant, store, namespace, sdkUrl, apiUrl = API_URL, fetch } = options;
  if (typeof tenant !== "function") {
    throw new TypeError("tenant is missing: give a function that reads the tenant from your session");
  }
  if (typeof store?.read !== "function") {
    throw new TypeError("store is missing: give sqlStore(…), or memoryStore() for development");
  }
  // No colon: namespace `a:b` with tenant `c` would equal namespace `a` with tenant `b:c`.
  if (namespace !== undefined && !/^[\w.-]{1,32}$/.test(namespace)) {
    throw new TypeError("namespace is not 1 to 32 letters, digits, dots, hyphens or underscores");
  }
  // This script runs in your pages.
  if (sdkUrl !== undefined) secureAddress("sdkUrl", sdkUrl);
  const log = safeLog(options.log ?? consoleLog);
  return {
    keys: new ApiKeys(options.apiKey, options.nextApiKey, log),
    base: apiBase(apiUrl),
    origins: (options.allowedOrigins ?? []).map(readOrigin),
    log,
    clock: options.clock ?? systemClock,
    // Called without `this`: some platforms require it.
    fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

/** The address to which the key may be sent, without a slash at the end. */
function apiBase(text: string): string {
  const url = secureAddress("apiUrl", text);
  return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, "");
}

/** Allows https, and http on this machine. */
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
