// The handler: answers the widget's four calls, and has the same operations for your own code.

import { Background } from "./background.js";
import type { WaitUntil } from "./background.js";
import { ChakraClient } from "./chakra/client.js";
import { within } from "./clock.js";
import { ConnectError } from "./connect-error.js";
import { maintain } from "./connection/maintenance.js";
import type { Service } from "./connection/service.js";
import { adoptPlugin, disconnect, settleOutcome, statusOf } from "./connection/use-cases.js";
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

/** The platform's second argument of a handler. */
export interface RequestContext {
  readonly waitUntil?: WaitUntil;
}

/** Answers the widget's calls. */
export interface ConnectHandler {
  /** Answers a request. Never rejects. On Cloudflare Workers, also pass the `ctx` of `fetch`. */
  (request: Request, context?: unknown): Promise<Response>;
  /**
   * The tenant's status, as the widget gets it; also usable as its `initialStatus`. Not counted in the quota. On
   * Cloudflare Workers, also pass the `ctx`: it keeps the hooks alive.
   */
  status(tenant: TenantLike, context?: unknown): Promise<ChakraStatus>;
  /**
   * Ends the tenant's connection, for example when an account is closed. Succeeds if there is none. `context` as for
   * `status`.
   */
  disconnect(tenant: TenantLike, context?: unknown): Promise<void>;
  /** Clears the cached status. Call it when a connection may have changed. */
  invalidate(tenantId: string): void;
  /** Assigns an existing plugin to the tenant, if the tenant has none. */
  adopt(tenant: TenantLike, pluginId: string): Promise<Adopted>;
  /**
   * Closes an unknown outcome, after you have looked in Chakra's dashboard for its plugin. `id` is the `reservation` of
   * the log line, or all of the id in the record. Returns false if there is none, or several begin with that id.
   */
  settle(tenant: TenantLike, id: string): Promise<boolean>;
  /** All stored records, by the tenant's id: for a support tool, an export, or a list of unfinished work. */
  records(): AsyncGenerator<Stored>;
  /**
   * Repeats unfinished work: deletions of plugins, and failed hooks, which it waits for. Requests also do this; call it
   * from a cron job if there may be no requests for hours.
   */
  maintain(): Promise<void>;
  /**
   * Waits for open changes at Chakra, and for a minute at most for each open hook. Call it after your server has
   * stopped, before the process exits.
   */
  drained(): Promise<void>;
}

/** Number of records read at a time. */
const PAGE = 100;

/** Creates the handler. Create one per process, and keep it. */
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
  const keptAlive = (context: unknown): Service => ({ ...service, waitUntil: waitUntilOf(context) });
  const maintenance = maintenanceOf(service);

  const answer = async (request: Request, context: unknown): Promise<Response> => {
    const early = preflight(request, origins);
    if (early) return early;
    const respond = async () => {
      if (!isAllowed(request, origins)) throw new ConnectError("cross_site");
      const kept = keptAlive(context);
      maintenance(kept);
      return route(kept, { tenant, sdkUrl }, request);
    };
    // One deadline for the whole request. It comes before the widget stops waiting, so the widget gets the reason.
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
    status: async (tenant: TenantLike, context?: unknown) =>
      statusOf(keptAlive(context), known(tenant), () => {}),
    disconnect: async (tenant: TenantLike, context?: unknown) =>
      disconnect(keptAlive(context), known(tenant)),
    invalidate: (tenantId: string) => service.statuses.invalidate(tenantId),
    adopt: async (tenant: TenantLike, pluginId: string) =>
      adoptPlugin(service, known(tenant), pluginId),
    settle: async (tenant: TenantLike, id: string) => settleOutcome(service, known(tenant), id),
    async *records() {
      let page: Stored[];
      let after = "";
      while ((page = await service.memory.list(after, PAGE)).length > 0) {
        yield* page;
        after = page.at(-1)?.tenantId ?? after;
      }
    },
    async maintain() {
      const hooks: Promise<unknown>[] = [];
      const kept = { ...service, waitUntil: (hook: Promise<unknown>) => void hooks.push(hook) };
      await service.background.run(maintain(kept), undefined);
      await Promise.all(hooks);
    },
    drained: () => service.background.drained(),
  });
}

/** Starts the maintenance with a request, at the first one and then after each interval. */
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

/** `waitUntil` of the platform's context. Other frameworks pass other values. */
function waitUntilOf(context: unknown): WaitUntil | undefined {
  const { waitUntil } = (context ?? {}) as RequestContext;
  return typeof waitUntil === "function" ? waitUntil.bind(context) : undefined;
}
