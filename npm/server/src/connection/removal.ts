// Ends a tenant's connection: what is to go is switched off and deleted at Chakra.

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
 * Ends the tenant's connection. Either call is enough to stop it at Chakra, so one may fail: the rest is tried until it
 * is done. If both are refused, nothing is forgotten: the number would stay connected with nobody able to disconnect
 * it. Tells whether there was one.
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
    // Before the next call: from here on, a plugin that is on was signed up with.
    await memory.update(tenantId, (record) => noteDeactivated(record, pluginId));
  }
  const deleting = await failureOf(chakra.deletePlugin(pluginId));
  if (deactivating && deleting && !(isPluginNotFound(deactivating) && isPluginNotFound(deleting))) {
    const mayBeDone = deactivating.mayBeDone || deleting.mayBeDone;
    // What may have been done after all goes on being tried.
    if (isNew && !mayBeDone) {
      await memory.update(tenantId, (record) => cancelRemoval(record, pluginId));
    }
    throw deleting;
  }
  // Before the record forgets it: whatever dies in between, it is told by the process that finishes the removal.
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

/** When a removal that was tried so often is tried again. */
export function nextTry({ clock }: Service, tries: number): number {
  return clock.now() + doubled(REMOVAL_PAUSE, tries, LONGEST_REMOVAL_PAUSE);
}

/** Why a call failed; undefined if it did not. */
export async function failureOf(call: Promise<void>): Promise<ChakraError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ChakraError) return error;
    throw error;
  }
}
