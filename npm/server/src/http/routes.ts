// The four calls, by the last segment of the path, with or without a slash after it: the handler works at any address.

import { ConnectError } from "../connect-error.js";
import { chooseNumber, connectToken, disconnect, statusOf } from "../connection/use-cases.js";
import type { Service } from "../connection/service.js";
import { CALLS } from "../contract.js";
import type { ChakraTokenResponse } from "../contract.js";
import { readBody, readConnectEvent, readTokenRequest } from "./request-body.js";
import { empty, json, problem } from "./responses.js";
import { require, whoAsks } from "./who-asks.js";
import type { TenantOf } from "./who-asks.js";

/** The routes' options in addition to the service. */
export interface RouteOptions {
  readonly tenant: TenantOf;
  readonly sdkUrl: string | undefined;
}

type CallName = keyof typeof CALLS;
type Route = (service: Service, options: RouteOptions, request: Request) => Promise<Response>;

const ROUTES: Readonly<Record<CallName, Route>> = {
  async "connect-token"(service, { tenant, sdkUrl }, request) {
    const caller = await whoAsks(tenant, request, service.log);
    const named = readTokenRequest(await readBody(request, service.clock));
    require(caller, "connect", service.log);
    service.quota.charge(caller.id);
    const { token, pluginId } = await connectToken(service, caller, named);
    const { expiresInSeconds } = token;
    const body: ChakraTokenResponse = {
      connectToken: token.text,
      pluginId,
      ...(expiresInSeconds !== undefined && { expiresInSeconds }),
      ...(sdkUrl !== undefined && { sdkUrl }),
    };
    return json(body);
  },

  async status(service, { tenant }, request) {
    const caller = await whoAsks(tenant, request, service.log);
    require(caller, "view", service.log);
    return json(await statusOf(service, caller, () => service.quota.charge(caller.id)));
  },

  async "connect-event"(service, { tenant }, request) {
    const caller = await whoAsks(tenant, request, service.log);
    const event = readConnectEvent(await readBody(request, service.clock));
    if ("phoneNumberId" in event) {
      require(caller, "connect", service.log);
      service.quota.charge(caller.id);
      await chooseNumber(service, caller, event.phoneNumberId);
    } else {
      // A browser's report proves nothing, but is a reason to check at Chakra.
      require(caller, "view", service.log);
      service.quota.charge(caller.id);
      service.log("info", "hint from the browser", { tenant: caller.id, event: loggable(event.event) });
      service.statuses.invalidate(caller.id);
    }
    return empty(CALLS["connect-event"].success);
  },

  async disconnect(service, { tenant }, request) {
    const caller = await whoAsks(tenant, request, service.log);
    require(caller, "disconnect", service.log);
    service.quota.charge(caller.id);
    await disconnect(service, caller);
    return empty(CALLS.disconnect.success);
  },
};

/** Answers the call in the path. */
export async function route(
  service: Service,
  options: RouteOptions,
  request: Request,
): Promise<Response> {
  // Next.js with `trailingSlash`, and some proxies, end each path with a slash.
  const name = new URL(request.url).pathname.replace(/\/$/, "").split("/").at(-1) ?? "";
  if (!isCall(name)) throw new ConnectError("not_found");
  const { method } = CALLS[name];
  const isHead = request.method === "HEAD" && method === "GET";
  if (request.method !== method && !isHead) {
    const response = problem(new ConnectError("method_not_allowed"));
    response.headers.set("allow", method === "GET" ? "GET,HEAD" : method);
    return response;
  }
  const response = await ROUTES[name](service, options, request);
  return isHead ? new Response(null, response) : response;
}

function isCall(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

/** An event's name, safe for a log: short, and without anything that could forge a line or contain a token. */
function loggable(event: string): string {
  return /^[\w:-]{0,64}$/.test(event) ? event : "(not a name)";
}
