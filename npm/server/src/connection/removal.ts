// Ends a tenant's connection: deactivates and deletes its plugin at Chakra.

import { ChakraError, isPluginNotFound } from "../chakra/chakra-error.js";
import { doubled } from "../clock.js";
import { LONGEST_REMOVAL_PAUSE, REMOVAL_PAUSE } from "../contract.js";
import {
  archive,
  beginRemoval,
  cancelRemoval,
  noteDeactivated,
  release,
} from "../store/removals.js";
import { removalOf } from "../store/tenant-record.js";
import { tellDisconnected } from "./news.js";
import { claimTime } from "./service.js";
import type { Service } from "./service.js";

/**
 * Ends the tenant's connection. Either call stops it at Chakra, so one may fail; the rest is repeated later.
 * If both are rejected, nothing is deleted here: otherwise the number would stay connected, and nobody could disconnect
 * it. Returns whether there was a connection.
 */
export function endConnection(service: Service, tenantId: string): Promise<boolean> {
  return service.statuses.during(tenantId, () => end(service, tenantId));
}

async function end(service: Service, tenantId: string): Promise<boolean> {
  const { chakra, memory, clock, log } = service;
  const due = clock.now() + claimTime(service);
  const { result: begun } = await memory.change(tenantId, (record) => {
    const { plugin } = record;
    if (!plugin) return [record, undefined];
    const isNew = removalOf(record, plugin.id) === undefined;
    const removing = beginRemoval(record, plugin.id, clock.now(), due);
    return [removing, { pluginId: plugin.id, isNew }];
  });
  if (!begun) return false;
  const { pluginId, isNew } = begun;
  const deactivating = await failureOf(chakra.deactivatePlugin(pluginId));
  if (!deactivating) {
    // Before the next call: from here on, an active plugin has a new signup.
    await memory.update(tenantId, (record) => noteDeactivated(record, pluginId));
  }
  const deleting = await failureOf(chakra.deletePlugin(pluginId));
  if (deactivating && deleting && !(isPluginNotFound(deactivating) && isPluginNotFound(deleting))) {
    const mayBeDone = deactivating.mayBeDone || deleting.mayBeDone;
    // If it may have worked after all, keep trying.
    if (isNew && !mayBeDone) {
      await memory.update(tenantId, (record) => cancelRemoval(record, pluginId));
    }
    throw deleting;
  }
  // Before it leaves the record: after a crash, the process that finishes the removal reports it.
  await tellDisconnected(service, tenantId, pluginId);
  if (deactivating && deleting) {
    log("warn", "a plugin that was to be deleted is gone at Chakra", {
      tenant: tenantId,
      plugin: pluginId,
    });
    await memory.update(tenantId, (record) => archive(record, pluginId, clock.now()));
    return true;
  }
  const isLeft = deleting !== undefined && !isPluginNotFound(deleting);
  if (isLeft) {
    log("warn", "a plugin is switched off, and not deleted yet", {
      tenant: tenantId,
      plugin: pluginId,
      cause: deleting.kind,
    });
  }
  const next = isLeft ? nextTry(service, 0) : undefined;
  await memory.update(tenantId, (record) => release(record, pluginId, clock.now(), next));
  return true;
}

/** The time of the next attempt, after this many attempts. */
export function nextTry({ clock }: Service, tries: number): number {
  return clock.now() + doubled(REMOVAL_PAUSE, tries, LONGEST_REMOVAL_PAUSE);
}

/** The error of a failed call; undefined if it succeeded. */
export async function failureOf(call: Promise<void>): Promise<ChakraError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ChakraError) return error;
    throw error;
  }
}
