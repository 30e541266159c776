// The demo's single tenant, for requests from this machine only.

import { consoleLog } from "./log.js";
import type { Caller } from "./tenant.js";

/**
 * One tenant for everybody, for development on this machine only. Replace it with your session.
 *
 * Accepts only requests whose `Host` names this machine, so that another site cannot reach it by pointing its own name
 * here (DNS rebinding). Rejects requests that a proxy forwarded, except those of a development server on this machine,
 * and all requests if `NODE_ENV` is `production`.
 */
export function demoTenant(): (request: Request) => Caller | undefined {
  return ({ headers }) => {
    if (!isProduction() && isHere(headers.get("host") ?? "") && isDirect(headers)) {
      return { id: "demo", name: "Demo company" };
    }
    consoleLog("warn", "demoTenant is for development on this machine: nobody is signed in", {});
    return undefined;
  };
}

function isProduction(): boolean {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, unknown>> } };
  return process?.env?.["NODE_ENV"] === "production";
}

/**
 * Whether no proxy reports that it forwarded the request, except a development server (Next.js, Nuxt, Vite) for an
 * address on this machine. A proxy that rewrites `Host` and adds no header looks like a browser.
 */
function isDirect(headers: Headers): boolean {
  const names = [...headers.keys()].filter((name) =>
    /^(?:forwarded$|via$|x-real-ip$|x-forwarded-)/.test(name),
  );
  const addresses = names.filter((name) => /^x-forwarded-(?:host|for)$/.test(name));
  return (
    names.every((name) => /^x-forwarded-(?:host|for|port|proto)$/.test(name)) &&
    names.length > 0 === addresses.length > 0 &&
    addresses.every((name) => headers.get(name)?.split(",").every((it) => isHere(it.trim())))
  );
}

/** Whether a host, with or without a port, is this machine. `X-Forwarded-For` has IPv6 addresses without brackets. */
function isHere(host: string): boolean {
  return /^(?:(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[(?:::1|::ffff:127(?:\.\d+){3})\])(?::\d+)?|::1|::ffff:127(?:\.\d+){3})$/.test(
    host,
  );
}
