// The operations on a tenant's connection, without HTTP: the routes call them, and your own code may, too.

import { isPluginNotFound } from "../chakra/chakra-error.js";
import { ConnectError } from "../connect-error.js";
import type { ChakraStatus } from "../contract.js";
import { PluginOfAnother } from "../store/memory.js";
import { SHORT_ID } from "../store/tenant-record.js";
import { adopt, choose, settle } from "../store/transitions.js";
import type { Caller, Tenant } from "../tenant.js";
import { endConnection } from "./removal.js";
import type { ProvidedToken, Service } from "./service.js";
import { checkStatus, gist } from "./status.js";
import { tokenFor } from "./token.js";

/**
 * The tenant's status, from the cache or from Chakra. `allow` is called before Chakra: a request that joins a check
 * costs nothing.
 */
export async function statusOf(
  service: Service,
  tenant: Tenant,
  allow: () => void,
): Promise<ChakraStatus> {
  const { statuses, memory, background, waitUntil } = service;
  const kept = statuses.get(tenant.id);
  if (kept) {
    // Another process may have changed it.
    const stored = await memory.find(tenant.id).catch(() => undefined);
    if (stored && gist(stored) === kept.storedGist) return kept.status;
    statuses.invalidate(tenant.id);
  }
  const checked = await statuses.getOrCheck(tenant.id, async () => {
    allow();
    return background.run(checkStatus(service, tenant), waitUntil);
  });
  return checked.status;
}

/**
 * A token for the tenant's plugin. `named` is the plugin id from the browser, which must be the tenant's.
 * Concurrent calls share one token.
 */
export async function connectToken(
  service: Service,
  caller: Caller,
  named: string | undefined,
): Promise<ProvidedToken> {
  const { memory, flights, locks, background, waitUntil, log } = service;
  const { id } = caller;
  if (named !== undefined) {
    // Before any call to Chakra.
    const { plugin } = await memory.find(id);
    if (plugin?.id !== named) throw new ConnectError("plugin_not_yours");
  }
  let flight = flights.get(id);
  if (!flight) {
    // Ended before its result is returned, so that a later request starts a new one.
    const begun = locks
      .run(id, () => tokenFor(service, caller))
      .finally(() => flights.delete(id));
    flights.set(id, begun);
    flight = background.run(begun, waitUntil);
  }
  const provided = await flight;
  if (named !== undefined && provided.pluginId !== named) {
    throw new ConnectError("plugin_not_yours");
  }
  log("info", "a connect token was handed out", done(caller));
  return provided;
}

/** Stores the customer's choice of a number, if it is one of the tenant's. */
export async function chooseNumber(
  service: Service,
  caller: Caller,
  phoneNumberId: string,
): Promise<void> {
  const { chakra, memory, locks, statuses, background, waitUntil, log } = service;
  const choosing = locks.run(caller.id, async () => {
    const unknown = new ConnectError("unknown_number");
    const pluginId = (await memory.find(caller.id)).plugin?.id;
    if (pluginId === undefined) throw unknown;
    const plugin = await chakra.plugin(pluginId).catch((error: unknown) => {
      throw isPluginNotFound(error) ? unknown : error;
    });
    const among = plugin.phoneNumberIds;
    if (!among.includes(phoneNumberId)) throw unknown;
    const { result: isKept } = await statuses.during(caller.id, () =>
      memory.change(caller.id, (record) => choose(record, pluginId, { phoneNumberId, among })),
    );
    // If not, the tenant has a different plugin now.
    if (!isKept) throw unknown;
  });
  await background.run(choosing, waitUntil);
  log("info", "a number was chosen", done(caller));
}

/** Ends the tenant's connection. Once started, it continues even if the caller disconnects. */
export async function disconnect(service: Service, caller: Caller): Promise<void> {
  const { locks, background, waitUntil, log } = service;
  const ending = locks.run(caller.id, () => endConnection(service, caller.id));
  const isEnded = await background.run(ending, waitUntil);
  if (isEnded) log("info", "a connection was ended", done(caller));
}

/** Assigns an existing plugin to the tenant, if the tenant has none. */
export async function adoptPlugin(
  { memory, statuses, clock }: Service,
  tenant: Tenant,
  pluginId: string,
): Promise<Adopted> {
  try {
    const { result } = await statuses.during(tenant.id, () =>
      memory.change(tenant.id, (record) => adopt(record, pluginId, clock.now())),
    );
    return result;
  } catch (error) {
    if (error instanceof PluginOfAnother) return "of_another_tenant";
    throw error;
  }
}

/** Closes an unknown outcome, after somebody has looked for its plugin. Returns whether there was one. */
export async function settleOutcome(
  { memory, clock }: Service,
  tenant: Tenant,
  id: string,
): Promise<boolean> {
  if (id.length < SHORT_ID) throw new TypeError(`id has fewer than ${SHORT_ID} characters`);
  const { result } = await memory.change(tenant.id, (record) => settle(record, id, clock.now()));
  return result;
}

/** The result of an adoption. Only `adopted` has changed something. */
export type Adopted =
  | "adopted"
  | "already_adopted"
  | "other_plugin"
  | "removal_pending"
  | "of_another_tenant";

function done({ id, user }: Caller) {
  return { tenant: id, user: user ?? undefined };
}
