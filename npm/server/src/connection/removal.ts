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
import { reclaim } from "./reclaim.js";
import { claimTime } from "./service.js";
import type { Service } from "./service.js";

/**
 * Ends the tenant's connection, and each plugin with a new signup since its own disconnect: otherwise the next status
 * would return it to the tenant. Returns whether there was a connection.
 */
export function endConnection(service: Service, tenantId: string): Promise<boolean> {
  return service.statuses.during(tenantId, async () => {
    const ended: string[] = [];
    for (;;) {
      const pluginId = await end(service, tenantId);
      if (pluginId !== undefined) ended.push(pluginId);
      if (!(await isBack(service, tenantId, ended))) return ended.length > 0;
    }
  });
}

/** Whether the tenant has a plugin again; or still, if another process has restored it before anything has ended. */
async function isBack(
  service: Service,
  tenantId: string,
  ended: readonly string[],
): Promise<boolean> {
  const unread: unknown[] = [];
  const before = await service.memory.find(tenantId);
  const { plugin } = await reclaim(service, tenantId, before, ended, (error) => unread.push(error));
  // A plugin of a later token stays.
  if (plugin) return ended.length === 0 || removalOf(before, plugin.id) !== undefined;
  // There may be a signup on it.
  if (unread.length > 0) throw unread[0];
  return false;
}

/** Ends the tenant's plugin, and no other. Returns its id, if there is one. */
export function endPlugin(service: Service, tenantId: string): Promise<string | undefined> {
  return service.statuses.during(tenantId, () => end(service, tenantId));
}

/**
 * Either call stops the connection at Chakra, so one may fail; the rest is repeated later. If both are rejected,
 * nothing is deleted here: otherwise the number would stay connected, and nobody could disconnect it.
 */
async function end(service: Service, tenantId: string): Promise<string | undefined> {
  const { chakra, memory, clock, log } = service;
  const due = clock.now() + claimTime(service);
  const { result: begun } = await memory.change(tenantId, (record) => {
    const { plugin } = record;
    if (!plugin) return [record, undefined];
    const isNew = removalOf(record, plugin.id) === undefined;
    const removing = beginRemoval(record, plugin.id, clock.now(), due);
    return [removing, { pluginId: plugin.id, isNew }];
  });
  if (!begun) return undefined;
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
    return pluginId;
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
  return pluginId;
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
