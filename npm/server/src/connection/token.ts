// A connect token for the tenant's one plugin, which the first call creates. A reservation is stored before the call to
// Chakra, and its outcome afterwards, so a crash leaves a record.

import { ChakraError, isPluginNotFound } from "../chakra/chakra-error.js";
import type { ConnectToken } from "../chakra/connect-token.js";
import { pause } from "../clock.js";
import { ConnectError } from "../connect-error.js";
import { OTHERS_INTERVAL, OTHERS_PAUSE, OTHERS_TIME } from "../contract.js";
import { PluginOfAnother } from "../store/memory.js";
import { archive } from "../store/removals.js";
import { SHORT_ID, isBeingRemoved } from "../store/tenant-record.js";
import { bind, close, noteGone, reserve } from "../store/transitions.js";
import type { Outcome } from "../store/transitions.js";
import type { Tenant } from "../tenant.js";
import { reclaim } from "./reclaim.js";
import { endPlugin } from "./removal.js";
import { claimTime } from "./service.js";
import type { ProvidedToken, Service } from "./service.js";

/** A token for the tenant's plugin. */
export async function tokenFor(service: Service, tenant: Tenant): Promise<ProvidedToken> {
  const { memory, clock } = service;
  const deadline = clock.elapsed() + OTHERS_TIME;
  for (;;) {
    const record = await reclaim(service, tenant.id, await memory.find(tenant.id));
    if (record.plugin) {
      const pluginId = record.plugin.id;
      if (isBeingRemoved(record)) {
        // A process died in the middle of a disconnect: nobody may sign up with that plugin.
        await endPlugin(service, tenant.id);
        continue;
      }
      const token = await tokenOfExisting(service, tenant, pluginId);
      if (token) return { token, pluginId };
      continue;
    }
    const reservationId = crypto.randomUUID().replaceAll("-", "");
    const { result } = await memory.change(tenant.id, (record) =>
      reserve(record, reservationId, clock.now(), claimTime(service)),
    );
    if (result.died !== undefined) {
      logUnknown(service, tenant, result.died, "its process has died");
    }
    if (result.kind === "reserved") {
      const provided = await newPlugin(service, tenant, reservationId);
      if (provided) return provided;
    } else if (result.kind === "paused") {
      throw new ConnectError("plugin_pending", result.until - clock.now());
    } else if (result.kind === "in_progress") {
      if (clock.elapsed() >= deadline) throw new ConnectError("plugin_pending", OTHERS_PAUSE);
      await pause(clock, OTHERS_INTERVAL);
    }
  }
}

/** A token for the known plugin; undefined if two endpoints of Chakra say that it no longer exists. */
async function tokenOfExisting(
  service: Service,
  tenant: Tenant,
  pluginId: string,
): Promise<ConnectToken | undefined> {
  const { chakra, memory, clock, log, statuses } = service;
  const fields = { tenant: tenant.id, plugin: pluginId };
  try {
    return await chakra.connectToken(pluginId);
  } catch (error) {
    if (!isPluginNotFound(error)) throw error;
  }
  return statuses.during(tenant.id, async () => {
    await memory.update(tenant.id, (record) => noteGone(record, pluginId, clock.now()));
    const record = await chakra.plugin(pluginId).catch((error: unknown) => {
      if (!isPluginNotFound(error)) throw error;
      return undefined;
    });
    if (record) {
      log("warn", "Chakra makes no token for a plugin that it has", fields);
      throw new ChakraError("plugin_not_found");
    }
    log("warn", "a plugin is gone at Chakra: a new one takes its place", fields);
    await memory.update(tenant.id, (record) => archive(record, pluginId, clock.now()));
    return undefined;
  });
}

/** Creates the tenant's plugin; undefined if another process was faster. */
function newPlugin(
  service: Service,
  tenant: Tenant,
  reservationId: string,
): Promise<ProvidedToken | undefined> {
  const { chakra, memory, clock, statuses, namespace } = service;
  const name = tenant.name || tenant.id;
  return statuses.during(tenant.id, async () => {
    let made: [ConnectToken, string];
    try {
      made = await chakra.connectTokenWithNewPlugin({
        // The reservation's id makes a plugin with an unknown outcome easy to find in Chakra's dashboard.
        newPluginName: `${name} · ${reservationId.slice(0, SHORT_ID)}`,
        clientReferenceId: namespace === undefined ? tenant.id : `${namespace}:${tenant.id}`,
        clientName: name,
        ...(tenant.email && { clientEmail: tenant.email }),
      });
    } catch (error) {
      await recordFailure(service, tenant, reservationId, error);
      throw error;
    }
    const [token, pluginId] = made;
    try {
      const { result } = await memory.change(tenant.id, (record) =>
        bind(record, reservationId, pluginId, clock.now()),
      );
      // The maintenance deletes a surplus one.
      return result === "bound" ? { token, pluginId } : undefined;
    } catch (error) {
      if (error instanceof PluginOfAnother) {
        service.log("error", "Chakra names the plugin of another tenant: nothing is done with it", {
          tenant: tenant.id,
          plugin: pluginId,
        });
        await end(service, tenant, reservationId, "unknown");
      } else {
        await deleteUnrecorded(service, tenant, reservationId, pluginId);
      }
      throw error;
    }
  });
}

/** Somebody should look for the plugin: its name ends with the beginning of the reservation's id. */
function logUnknown({ log }: Service, { id }: Tenant, reservationId: string, cause: string): void {
  log("error", "a plugin may have been made at Chakra whose id nobody knows", {
    tenant: id,
    reservation: reservationId.slice(0, SHORT_ID),
    cause,
  });
}

/** Records what is known about a plugin that Chakra did not return. */
async function recordFailure(
  service: Service,
  tenant: Tenant,
  reservationId: string,
  error: unknown,
): Promise<void> {
  // Other errors say nothing about the outcome.
  const mayBeDone = error instanceof ChakraError ? error.mayBeDone : true;
  if (mayBeDone) {
    const cause = error instanceof ChakraError ? error.kind : "unknown";
    logUnknown(service, tenant, reservationId, cause);
  }
  await end(service, tenant, reservationId, mayBeDone ? "unknown" : "not_made");
}

/** Deletes a plugin that could not be stored, now or by maintenance. */
async function deleteUnrecorded(
  service: Service,
  tenant: Tenant,
  reservationId: string,
  pluginId: string,
): Promise<void> {
  let outcome: Outcome = "not_made";
  try {
    await service.chakra.deletePlugin(pluginId);
  } catch {
    service.log(
      "error",
      "a plugin stays behind at Chakra: it could neither be kept nor deleted",
      { tenant: tenant.id, plugin: pluginId },
    );
    outcome = { unkept: pluginId };
  }
  await end(service, tenant, reservationId, outcome);
}

async function end(
  { memory, clock, log }: Service,
  tenant: Tenant,
  reservationId: string,
  outcome: Outcome,
): Promise<void> {
  try {
    await memory.update(tenant.id, (record) => close(record, reservationId, outcome, clock.now()));
  } catch {
    // The reservation expires, which counts as unknown.
    log("error", "an outcome was not written down", { tenant: tenant.id });
  }
}
