// PURE: the removal of a plugin, as changes of its tenant's record.

import { isDue, removalOf } from "./tenant-record.js";
import type { FormerPlugin, Removal, TenantRecord } from "./tenant-record.js";
import { withPlugin, withoutPlugin } from "./transitions.js";
import type { Changed } from "./transitions.js";

/** Records that the plugin must be deleted; it stays the tenant's until `release`. */
export function beginRemoval(
  record: TenantRecord,
  pluginId: string,
  now: number,
  due: number,
): TenantRecord {
  return withRemoval(record, pluginId, now, (known) => ({ ...known, due }));
}

/** Records that Chakra has deactivated it. Does nothing if there is no removal. */
export function noteDeactivated(record: TenantRecord, pluginId: string): TenantRecord {
  return update(record, pluginId, { isDeactivated: true });
}

/** Records a failed attempt. */
export function postpone(record: TenantRecord, pluginId: string, due: number): TenantRecord {
  return update(record, pluginId, { due });
}

/** Nothing changed at Chakra: cancels the removal, unless it was tried before. */
export function cancelRemoval(record: TenantRecord, pluginId: string): TenantRecord {
  const known = removalOf(record, pluginId);
  const isUntouched = known && !known.isDeactivated && known.tries === 0;
  return isUntouched ? forget(record, pluginId) : record;
}

/**
 * Ends the tenant's ownership of the plugin. It stays in the removals, deactivated, until `due`; or is dropped, if
 * Chakra has deleted it.
 */
export function release(
  record: TenantRecord,
  pluginId: string,
  now: number,
  due: number | undefined,
): TenantRecord {
  const released = withoutPlugin(record, pluginId);
  if (due === undefined) return forget(released, pluginId);
  return withRemoval(released, pluginId, now, (known) => ({
    ...known,
    isDeactivated: true,
    tries: known.tries + 1,
    due,
  }));
}

/** Claims a due removal, and counts the attempt. Nobody else gets it before `until`. */
export function claimRemoval(
  record: TenantRecord,
  pluginId: string,
  now: number,
  until: number,
): Changed<Removal | undefined> {
  const known = removalOf(record, pluginId);
  if (!known || !isDue(known.due, now)) return [record, undefined];
  const claimed = { ...known, tries: known.tries + 1, due: until };
  return [update(record, pluginId, claimed), claimed];
}

/**
 * Returns a plugin with a new signup since its deactivation to the tenant, if the tenant has no other one. `removal` is
 * from before the signup was read: if another one has begun since, the tenant was disconnected again.
 */
export function restore(
  record: TenantRecord,
  { pluginId, since }: Removal,
  now: number,
): Changed<"restored" | "not_pending" | "other_plugin"> {
  if (removalOf(record, pluginId)?.since !== since) return [record, "not_pending"];
  if (record.plugin) return [record, "other_plugin"];
  return [withPlugin(forget(record, pluginId), pluginId, now), "restored"];
}

/** Moves a plugin that Chakra does not have to the former ones. It need not be deleted any more. */
export function archive(record: TenantRecord, pluginId: string, now: number): TenantRecord {
  const isOwn = record.plugin?.id === pluginId;
  const goneSince = (isOwn ? record.plugin.goneSince : undefined) ?? now;
  const former: FormerPlugin = { id: pluginId, goneSince, replacedAt: now };
  const rest = forget(withoutPlugin(record, pluginId), pluginId);
  return { ...rest, former: [...record.former, former] };
}

function update(record: TenantRecord, pluginId: string, fields: Partial<Removal>): TenantRecord {
  if (!removalOf(record, pluginId)) return record;
  const removals = record.removals.map((it) =>
    it.pluginId === pluginId ? { ...it, ...fields } : it,
  );
  return { ...record, removals };
}

/** The record with the removal, created if absent. */
function withRemoval(
  record: TenantRecord,
  pluginId: string,
  now: number,
  change: (known: Removal) => Removal,
): TenantRecord {
  const known = removalOf(record, pluginId) ?? {
    pluginId,
    isSurplus: false,
    isDeactivated: false,
    since: now,
    tries: 0,
    due: now,
  };
  const others = record.removals.filter((it) => it.pluginId !== pluginId);
  return { ...record, removals: [...others, change(known)] };
}

function forget(record: TenantRecord, pluginId: string): TenantRecord {
  const removals = record.removals.filter((it) => it.pluginId !== pluginId);
  return { ...record, removals };
}
