// PURE: how a tenant's plugin comes to be, is chosen for, and is given up, as changes of its record.

import { doubled } from "../clock.js";
import { LONGEST_UNKNOWN_PAUSE, UNKNOWN_MEMORY, UNKNOWN_PAUSE } from "../contract.js";
import { removalOf } from "./tenant-record.js";
import type { KnownAccounts, NumberChoice, Plugin, Removal, TenantRecord } from "./tenant-record.js";

/** A record, and what became of the wish to change it. The same record means that nothing is to be written. */
export type Changed<T> = readonly [record: TenantRecord, result: T];

/** The answer to the wish to make a plugin. */
export type Reserved =
  | { readonly kind: "reserved" }
  /** The tenant has a plugin by now. */
  | { readonly kind: "bound" }
  /** Somebody else makes one. */
  | { readonly kind: "in_progress" }
  /** Whether one was made is not known; until then none is begun. */
  | { readonly kind: "paused"; readonly until: number };

/** Asks for the right to make a plugin. At most one is given out at a time. */
export function reserve(
  record: TenantRecord,
  id: string,
  now: number,
  leaseTime: number,
): Changed<Reserved> {
  if (record.plugin) return [record, { kind: "bound" }];
  const open = record.reservations.find((it) => !it.isUnknown);
  if (open && open.until > now) return [record, { kind: "in_progress" }];
  // Its process has died.
  const settled = open ? withUnknown(record, open.id, now) : record;
  const until = Math.max(0, ...settled.reservations.map((it) => it.until));
  if (until > now) return [settled, { kind: "paused", until }];
  const reservation = { id, isUnknown: false, beganAt: now, until: now + leaseTime };
  const reservations = [...settled.reservations, reservation];
  return [{ ...settled, reservations }, { kind: "reserved" }];
}

/**
 * Makes the plugin the tenant's, if the tenant has none and nobody else makes one; else it is put among the removals.
 * Either way the reservation is closed. It may have run out: now it is known what it made.
 */
export function bind(
  record: TenantRecord,
  reservationId: string,
  pluginId: string,
  now: number,
): Changed<"bound" | "surplus"> {
  const closed = withoutReservation(record, reservationId);
  const isHeld = closed !== record;
  const isFree = !record.plugin && closed.reservations.every((it) => it.isUnknown);
  if (isHeld && isFree) return [withPlugin(closed, pluginId, now), "bound"];
  return [withSurplus(closed, pluginId, now), "surplus"];
}

/** How the making of a plugin ended where there is none to keep. */
export type Outcome =
  /** Chakra made none, or it is deleted again. */
  | "not_made"
  /** Nobody knows. */
  | "unknown"
  /** Chakra made this one, which could not be kept: it is to be deleted. */
  | { readonly unkept: string };

/** Gives the right back where there is no plugin to keep. */
export function close(
  record: TenantRecord,
  reservationId: string,
  outcome: Outcome,
  now: number,
): TenantRecord {
  if (outcome === "unknown") return withUnknown(record, reservationId, now);
  const closed = withoutReservation(record, reservationId);
  return outcome === "not_made" ? closed : withSurplus(closed, outcome.unkept, now);
}

/** Makes a plugin that exists the tenant's, if the tenant has none. */
export function adopt(
  record: TenantRecord,
  pluginId: string,
  now: number,
): Changed<"adopted" | "already_adopted" | "other_plugin" | "removal_pending"> {
  if (record.plugin) {
    return [record, record.plugin.id === pluginId ? "already_adopted" : "other_plugin"];
  }
  if (removalOf(record, pluginId)) return [record, "removal_pending"];
  return [withPlugin(record, pluginId, now), "adopted"];
}

/** Remembers the choice; false if the tenant has another plugin by now. */
export function choose(
  record: TenantRecord,
  pluginId: string,
  choice: NumberChoice,
): Changed<boolean> {
  if (record.plugin?.id !== pluginId) return [record, false];
  return [{ ...record, plugin: { ...record.plugin, choice } }, true];
}

/** Remembers that these numbers of the tenant's plugin are connected and no others are; tells since when each is. */
export function recordNumbers(
  record: TenantRecord,
  pluginId: string,
  connected: readonly string[],
  now: number,
): Changed<Plugin["numbers"]> {
  const { plugin } = record;
  if (plugin?.id !== pluginId) return [record, {}];
  const known = plugin.numbers;
  const isSame =
    Object.keys(known).length === connected.length &&
    connected.every((id) => known[id] !== undefined);
  if (isSame) return [record, known];
  const numbers = Object.fromEntries(connected.map((id) => [id, known[id] ?? now]));
  return [{ ...record, plugin: { ...plugin, numbers } }, numbers];
}

/** Writes down since when Chakra does not have the plugin, of which the first time counts; or that it has it. */
export function noteGone(
  record: TenantRecord,
  pluginId: string,
  gone: number | undefined,
): TenantRecord {
  const { plugin } = record;
  if (plugin?.id !== pluginId) return record;
  const { goneSince, ...rest } = plugin;
  if ((goneSince === undefined) === (gone === undefined)) return record;
  return { ...record, plugin: gone === undefined ? rest : { ...rest, goneSince: gone } };
}

/** Writes down what is known of the accounts of the tenant's plugin, unless a later check has. */
export function noteAccounts(
  record: TenantRecord,
  pluginId: string,
  accounts: KnownAccounts,
): TenantRecord {
  const { plugin } = record;
  if (plugin?.id !== pluginId || (plugin.accounts && plugin.accounts.asOf >= accounts.asOf)) {
    return record;
  }
  return { ...record, plugin: { ...plugin, accounts } };
}

/** The time of a check that begins now: later than that of every check that was begun before. */
export function beginCheck(record: TenantRecord, now: number): Changed<number> {
  const checkedAt = Math.max(now, record.checkedAt + 1);
  return [{ ...record, checkedAt }, checkedAt];
}

/** The record with this plugin. */
export function withPlugin(record: TenantRecord, id: string, now: number): TenantRecord {
  return { ...record, plugin: { id, since: now, numbers: {} } };
}

/** The record without the plugin, if it is the tenant's. */
export function withoutPlugin(record: TenantRecord, pluginId: string): TenantRecord {
  const { plugin, ...rest } = record;
  return plugin?.id === pluginId ? rest : record;
}

function withoutReservation(record: TenantRecord, id: string): TenantRecord {
  const reservations = record.reservations.filter((it) => it.id !== id);
  return reservations.length === record.reservations.length ? record : { ...record, reservations };
}

/** From here on the outcome is unknown, and none is begun for a while: each further one waits twice as long. */
function withUnknown(record: TenantRecord, id: string, now: number): TenantRecord {
  const earlier = record.reservations.filter(
    (it) => it.isUnknown && it.beganAt > now - UNKNOWN_MEMORY,
  );
  const until = now + doubled(UNKNOWN_PAUSE, earlier.length, LONGEST_UNKNOWN_PAUSE);
  const reservations = record.reservations.map((it) =>
    it.id === id ? { ...it, isUnknown: true, until } : it,
  );
  return { ...record, reservations };
}

/** A plugin that was made beside the tenant's is to be deleted. */
function withSurplus(record: TenantRecord, pluginId: string, now: number): TenantRecord {
  if (record.plugin?.id === pluginId || removalOf(record, pluginId)) return record;
  const surplus: Removal = {
    pluginId,
    isSurplus: true,
    isDeactivated: false,
    since: now,
    tries: 0,
    due: now,
  };
  return { ...record, removals: [...record.removals, surplus] };
}
