// The handler: the four calls of the widget as one function of a request, and the same for your own code.

import { Background } from "./background.js";
import type { WaitUntil } from "./background.js";
import { ChakraClient } from "./chakra/client.js";
import { within } from "./clock.js";
import { ConnectError } from "./connect-error.js";
import { maintain } from "./connection/maintenance.js";
import type { Service } from "./connection/service.js";
import { adoptPlugin, disconnect, statusOf } from "./connection/use-cases.js";
import type { Adopted } from "./connection/use-cases.js";
import { REMOVAL_PAUSE, REQUEST_TIME } from "./contract.js";
import type { ChakraStatus } from "./contract.js";
import { discardBody } from "./http/request-body.js";
import { isAllowed, preflight, withCors } from "./http/cross-site.js";
import { problem, withCommonHeaders } from "./http/responses.js";
import { route } from "./http/routes.js";
import { words } from "./log.js";
import { readOptions } from "./options.js";
import type { ConnectOptions } from "./options.js";
import { StatusCache } from "./status-cache.js";
import { isInMemory } from "./store/memory-store.js";
import { Memory } from "./store/memory.js";
import type { Stored } from "./store/store.js";
import { TenantLocks } from "./tenant-locks.js";
import { TenantQuota } from "./tenant-quota.js";
import { readTenant } from "./tenant.js";
import type { Tenant, TenantLike } from "./tenant.js";

/** What a platform may hand to a handler beside the request. */
export interface RequestContext {
  readonly waitUntil?: WaitUntil;
}

/** Answers the calls of the widget. */
export interface ConnectHandler {
  /** Answers a request. Never rejects. On Cloudflare Workers, pass the `ctx` of `fetch` along. */
  (request: Request, context?: unknown): Promise<Response>;
  /** The tenant's status, as the widget gets it; also good as its `initialStatus`. Counts towards no quota. */
  status(tenant: TenantLike): Promise<ChakraStatus>;
  /** Ends the tenant's connection: when an account is closed, say. One that has none is done already. */
  disconnect(tenant: TenantLike): Promise<void>;
  /** Has the next status be asked of Chakra: call it where you learn that a connection may have changed. */
  invalidate(tenantId: string): void;
  /** Makes a plugin that exists at Chakra the tenant's, if the tenant has none. */
  adopt(tenant: TenantLike, pluginId: string): Promise<Adopted>;
  /** What is remembered of each tenant, by id: for a support tool, an export, or a look at what is left to be done. */
  records(): AsyncGenerator<Stored>;
  /**
   * Tries what is left to be done: plugins to be deleted, hooks to be called again. Requests do so by the way; call it
   * from a cron job where there may be none for hours.
   */
  maintain(): Promise<void>;
  /** Waits for what has begun at Chakra: call it between the end of your server and the end of the process. */
  drained(): Promise<void>;
}

/** How many records are read at a time. */
const PAGE = 100;

/** Makes the handler. Make one a process, and let it live as long. */
export function createConnectHandler(options: ConnectOptions): ConnectHandler {
  const { keys, base, origins, log, clock, fetch } = readOptions(options);
  const { store, namespace, sdkUrl, tenant, waitUntil } = options;
  const { onConnected, onDisconnected, onActionNeeded } = options;
  const service: Service = {
    chakra: new ChakraClient(base, keys, fetch, clock, log),
    memory: new Memory(store, clock, log),
    clock,
    log,
    locks: new TenantLocks(clock),
    statuses: new StatusCache(clock),
    quota: new TenantQuota(clock),
    background: new Background(log, waitUntil),
    hooks: { onConnected, onDisconnected, onActionNeeded },
    flights: new Map(),
    namespace,
    waitUntil: undefined,
  };
  if (keys.count === 0) {
    log(
      "error",
      "apiKey is empty: create a key in Chakra's dashboard under API Keys, and pass it from a secret of your server",
      {},
    );
  }
  if (isInMemory(store)) {
    log("warn", "the store is in memory, for development: connections are forgotten with the process", {});
  }
  const maintenance = maintenanceOf(service);

  const answer = async (request: Request, context: unknown): Promise<Response> => {
    const early = preflight(request, origins);
    if (early) return early;
    const respond = async () => {
      if (!isAllowed(request, origins)) throw new ConnectError("cross_site");
      const kept = { ...service, waitUntil: waitUntilOf(context) };
      maintenance(kept);
      return route(kept, { tenant, sdkUrl }, request);
    };
    // One deadline for the whole request: it ends before the widget stops waiting, so that the widget hears what
    // happened.
    const late = () => new ConnectError("chakra_timeout");
    const response = await within(clock, REQUEST_TIME, respond(), late).catch((error: unknown) => {
      if (error instanceof ConnectError) return problem(error);
      log("error", "a request failed in an unforeseen way", { cause: words(error) });
      return problem(new ConnectError("internal"));
    });
    await discardBody(request, clock);
    return withCors(withCommonHeaders(response, origins.length > 0), request, origins);
  };

  return Object.assign(answer, {
    status: async (tenant: TenantLike) => statusOf(service, known(tenant), () => {}),
    disconnect: async (tenant: TenantLike) => disconnect(service, known(tenant)),
    invalidate: (tenantId: string) => service.statuses.invalidate(tenantId),
    adopt: async (tenant: TenantLike, pluginId: string) =>
      adoptPlugin(service, known(tenant), pluginId),
    async *records() {
      let page: Stored[];
      let after = "";
      while ((page = await service.memory.list(after, PAGE)).length > 0) {
        yield* page;
        after = page.at(-1)?.tenantId ?? after;
      }
    },
    maintain: () => service.background.run(maintain(service), undefined),
    drained: () => service.background.drained(),
  });
}

/** Has a request begin the maintenance, unless one was begun a while ago. Its first pass is that of the first request. */
function maintenanceOf(service: Service): (kept: Service) => void {
  let next = 0;
  return (kept) => {
    const now = service.clock.elapsed();
    if (now < next) return;
    next = now + REMOVAL_PAUSE;
    const pass = maintain(kept).catch((error: unknown) => {
      service.log("error", "what is due could not be read", { cause: words(error) });
    });
    void service.background.run(pass, kept.waitUntil);
  };
}

function known(tenant: TenantLike): Tenant {
  const read = readTenant(tenant);
  if (!read) throw new TypeError("tenant has an id that is empty, too long or not of one line");
  return read;
}

/** `waitUntil` of the platform's context. Other frameworks hand over other things. */
function waitUntilOf(context: unknown): WaitUntil | undefined {
  const { waitUntil } = (context ?? {}) as RequestContext;
  return typeof waitUntil === "function" ? waitUntil.bind(context) : undefined;
}
