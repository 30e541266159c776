// Rejects requests from pages of other origins before anything else happens, because browsers may add the customer's
// session to them. Also sends the CORS headers for allowed origins.

import { CALLS, PREFLIGHT_SECONDS, RETRY_AFTER } from "../contract.js";
import { empty } from "./responses.js";

/**
 * Whether the request may continue, by the browser's `Sec-Fetch-Site`; this includes a GET from an `<img>` or a link.
 * Requests without that header come from servers, tools, and browsers before 2023: if they change something, `Origin`
 * is compared with `Host`.
 */
export function isAllowed(request: Request, origins: readonly string[]): boolean {
  const { headers } = request;
  const page = pageOf(headers);
  if (page !== undefined && origins.includes(page)) return true;
  const site = headers.get("sec-fetch-site") ?? "";
  // `same-site` is not enough: another subdomain may belong to somebody else.
  if (site !== "") return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  const isRead = ["GET", "HEAD", "OPTIONS"].includes(request.method);
  if (isRead || origin === null) return true;
  const host = headers.get("host") ?? new URL(request.url).host;
  return isOfHost(origin, host);
}

/** The origin of the sending page. Links and images send no `Origin`. */
function pageOf(headers: Headers): string | undefined {
  return headers.get("origin") ?? parse(headers.get("referer"))?.origin;
}

/** Schemes of pages, with their default ports. */
const DEFAULT_PORTS: Readonly<Record<string, RegExp>> = { "https:": /:443$/, "http:": /:80$/ };

/**
 * Whether the origin is the host's, without regard to the default port of the origin's own scheme. The request's scheme
 * is not compared: TLS may have ended before.
 */
function isOfHost(origin: string, host: string): boolean {
  const page = parse(origin);
  const port = page && DEFAULT_PORTS[page.protocol];
  return port !== undefined && page?.host === host.toLowerCase().replace(port, "");
}

function parse(address: string | null): URL | undefined {
  try {
    return new URL(address ?? "");
  } catch {
    return undefined;
  }
}

/** The response to a preflight; undefined for other requests. */
export function preflight(request: Request, origins: readonly string[]): Response | undefined {
  if (origins.length === 0 || request.method !== "OPTIONS") return undefined;
  const response = empty(204);
  const methods = new Set(Object.values(CALLS).map(({ method }) => method));
  response.headers.set("access-control-allow-methods", [...methods].join(","));
  // Any header that your sessions need: the origins are yours.
  const asked = request.headers.get("access-control-request-headers");
  if (asked !== null) response.headers.set("access-control-allow-headers", asked);
  response.headers.set("access-control-max-age", String(PREFLIGHT_SECONDS));
  return withCors(response, request, origins);
}

/** The response with the CORS headers of an allowed origin. */
export function withCors(
  response: Response,
  request: Request,
  origins: readonly string[],
): Response {
  if (origins.length === 0) return response;
  const { headers } = response;
  for (const name of ["origin", "access-control-request-method", "access-control-request-headers"]) {
    headers.append("vary", name);
  }
  const origin = request.headers.get("origin");
  if (origin === null || !origins.includes(origin)) return response;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.set("access-control-expose-headers", RETRY_AFTER);
  return response;
}

/** The origin as browsers send it; throws if the text is not an origin. */
export function readOrigin(text: string): string {
  const origin = parse(text)?.origin;
  // Not `/\/+$/`: it would take quadratic time with many slashes elsewhere.
  const isOrigin = /^https?:/.test(text) && text.replace(/(?<!\/)\/+$/, "") === origin;
  if (isOrigin) return origin;
  throw new TypeError(
    `allowedOrigins holds ${JSON.stringify(text)}, which is no origin: give scheme, host and port only, such as https://app.example.com`,
  );
}
