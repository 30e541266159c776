// Refuses requests from pages of other origins before anything else happens: browsers may add the customer's session to
// them. And tells browsers what allowed origins may read and send (CORS).

import { CALLS, PREFLIGHT_SECONDS, RETRY_AFTER } from "../contract.js";
import { empty } from "./responses.js";

/**
 * Whether the request may go on, by what the browser says in `Sec-Fetch-Site`, including a GET from an `<img>` or a
 * link. Requests without that header come from servers, tools, and browsers before 2023: of those that change
 * something, `Origin` is held against `Host`.
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
  // Without the scheme: TLS may have ended before.
  return hostOf(origin) === host.toLowerCase();
}

/** The origin of the page that sent it. Links and images send no `Origin`. */
function pageOf(headers: Headers): string | undefined {
  return headers.get("origin") ?? parse(headers.get("referer"))?.origin;
}

function hostOf(origin: string): string | undefined {
  return parse(origin)?.host;
}

function parse(address: string | null): URL | undefined {
  try {
    return new URL(address ?? "");
  } catch {
    return undefined;
  }
}

/** The answer to a preflight; undefined of any other request. */
export function preflight(request: Request, origins: readonly string[]): Response | undefined {
  if (origins.length === 0 || request.method !== "OPTIONS") return undefined;
  const response = empty(204);
  const methods = new Set(Object.values(CALLS).map(({ method }) => method));
  response.headers.set("access-control-allow-methods", [...methods].join(","));
  // Whatever headers your sessions need: the origins are yours.
  const asked = request.headers.get("access-control-request-headers");
  if (asked !== null) response.headers.set("access-control-allow-headers", asked);
  response.headers.set("access-control-max-age", String(PREFLIGHT_SECONDS));
  return withCors(response, request, origins);
}

/** The response with what an allowed origin may read. */
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

/** The origin as browsers send it; throws where the text is none. */
export function readOrigin(text: string): string {
  const origin = parse(text)?.origin;
  // Not `/\/+$/`: of slashes elsewhere each one would be tried as the first.
  const isOrigin = /^https?:/.test(text) && text.replace(/(?<!\/)\/+$/, "") === origin;
  if (isOrigin) return origin;
  throw new TypeError(
    `allowedOrigins holds ${JSON.stringify(text)}, which is no origin: give scheme, host and port only, such as https://app.example.com`,
  );
}
