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
import type { TenantRecord } from "../store/tenant-record.js";
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
    let begun = await begin(service, tenantId);
    const removals = idsOfRemovals(begun.record);
    for (;;) {
      if (begun.result) ended.push(await finish(service, tenantId, begun.result));
      if (!(await isBack(service, tenantId, ended, removals))) return ended.length > 0;
      begun = await begin(service, tenantId, removals);
    }
  });
}

function idsOfRemovals({ removals }: TenantRecord): Set<string> {
  return new Set(removals.map(({ pluginId }) => pluginId));
}

/**
 * Whether the tenant has a plugin again that was being removed: this or another process has restored it. A plugin of a
 * later token is not among the `removals` since the disconnect began, and stays.
 */
async function isBack(
  service: Service,
  tenantId: string,
  ended: readonly string[],
  removals: Set<string>,
): Promise<boolean> {
  const unread: unknown[] = [];
  const before = await service.memory.find(tenantId);
  for (const id of idsOfRemovals(before)) removals.add(id);
  const { plugin } = await reclaim(service, tenantId, before, ended, (error) => unread.push(error));
  // An ended one that is here again has had a signup after its end.
  if (plugin) return removals.has(plugin.id) && !ended.includes(plugin.id);
  // There may be a signup on it.
  if (unread.length > 0) throw unread[0];
  return false;
}

/** Ends the tenant's plugin, and no other. Returns its id, if there is one. */
export function endPlugin(service: Service, tenantId: string): Promise<string | undefined> {
  return service.statuses.during(tenantId, async () => {
    const { result } = await begin(service, tenantId);
    return result && finish(service, tenantId, result);
  });
}

/** A removal that has begun. */
interface Begun {
  readonly pluginId: string;
  /** Whether this call has begun it. */
  readonly isNew: boolean;
}

/** Begins to remove the tenant's plugin, if it is one of `among`. Returns the new record, too. */
function begin(
  service: Service,
  tenantId: string,
  among?: ReadonlySet<string>,
): Promise<{ record: TenantRecord; result: Begun | undefined }> {
  const { memory, clock } = service;
  const due = clock.now() + claimTime(service);
  return memory.change(tenantId, (record) => {
    const { plugin } = record;
    if (!plugin || among?.has(plugin.id) === false) return [record, undefined];
    const isNew = removalOf(record, plugin.id) === undefined;
    const removing = beginRemoval(record, plugin.id, clock.now(), due);
    return [removing, { pluginId: plugin.id, isNew }];
  });
}

/**
 * Ends the plugin, and returns its id. Either call stops the connection at Chakra, so one may fail; the rest is repeated
 * later. If both are rejected, nothing is deleted here: otherwise the number would stay connected, and nobody could
 * disconnect it.
 */
async function finish(
  service: Service,
  tenantId: string,
  { pluginId, isNew }: Begun,
): Promise<string> {
  const { chakra, memory, clock, log } = service;
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
