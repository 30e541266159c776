// PURE: reservation, binding and choice, as changes of the tenant's record.

import { doubled } from "../clock.js";
import { LONGEST_UNKNOWN_PAUSE, UNKNOWN_MEMORY, UNKNOWN_PAUSE } from "../contract.js";
import { isDue, pastTime, removalOf } from "./tenant-record.js";
import type { KnownAccounts, NumberChoice, Plugin, Removal, TenantRecord } from "./tenant-record.js";

/** A record, and the result of a change. If the record is the same, nothing is written. */
export type Changed<T> = readonly [record: TenantRecord, result: T];

/** The result of a request for a reservation. `died` is the reservation of a dead process: its outcome is unknown. */
export type Reserved = { readonly died?: string | undefined } & (
  | { readonly kind: "reserved" }
  /** The tenant already has a plugin. */
  | { readonly kind: "bound" }
  /** Another process is creating one. */
  | { readonly kind: "in_progress" }
  /** The outcome of an earlier one is unknown; until this time, none is created. */
  | { readonly kind: "paused"; readonly until: number }
);

/** Requests a reservation. There is at most one at a time. */
export function reserve(
  record: TenantRecord,
  id: string,
  now: number,
  leaseTime: number,
): Changed<Reserved> {
  if (record.plugin) return [record, { kind: "bound" }];
  const open = record.reservations.find((it) => !it.isUnknown);
  if (open && !isDue(open.until, now)) return [record, { kind: "in_progress" }];
  // Its process has died.
  const died = open?.id;
  const settled = open ? withUnknown(record, open.id, now) : record;
  const pauses = settled.reservations.map((it) => it.until).filter((it) => !isDue(it, now));
  if (pauses.length > 0) return [settled, { kind: "paused", until: Math.max(...pauses), died }];
  const reservation = { id, isUnknown: false, beganAt: now, until: now + leaseTime };
  const reservations = [...settled.reservations, reservation];
  return [{ ...settled, reservations }, { kind: "reserved", died }];
}

/**
 * Assigns the plugin to the tenant, if the tenant has none and nobody else is creating one; otherwise adds it to the
 * removals. Either way, the reservation is closed. It may have expired: its outcome is known now.
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

/** The outcome of a creation without a usable plugin. */
export type Outcome =
  /** Chakra created none, or it has been deleted. */
  | "not_made"
  /** The outcome is unknown. */
  | "unknown"
  /** Chakra created this one, but it could not be stored: it must be deleted. */
  | { readonly unkept: string };

/** Closes a reservation without a plugin. */
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

/** Closes the one unknown outcome whose id begins so. An expired reservation counts as one. */
export function settle(record: TenantRecord, id: string, now: number): Changed<boolean> {
  const unknown = record.reservations.filter((it) => it.isUnknown || isDue(it.until, now));
  const [found, another] = unknown.filter((it) => it.id.startsWith(id));
  if (!found || another) return [record, false];
  return [withoutReservation(record, found.id), true];
}

/** Assigns an existing plugin to the tenant, if the tenant has none. */
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

/** Stores the choice; false if the tenant has a different plugin now. */
export function choose(
  record: TenantRecord,
  pluginId: string,
  choice: NumberChoice,
): Changed<boolean> {
  if (record.plugin?.id !== pluginId) return [record, false];
  return [{ ...record, plugin: { ...record.plugin, choice } }, true];
}

/** Replaces the connected numbers of the tenant's plugin; returns since when each is connected. */
export function recordNumbers(
  record: TenantRecord,
  pluginId: string,
  connected: readonly string[],
  now: number,
): Changed<Plugin["numbers"]> {
  const { plugin } = record;
  if (plugin?.id !== pluginId) return [record, {}];
  const known = plugin.numbers;
  const numbers = Object.fromEntries(connected.map((id) => [id, pastTime(known[id], now) ?? now]));
  const isSame =
    Object.keys(known).length === connected.length &&
    connected.every((id) => known[id] === numbers[id]);
  if (isSame) return [record, known];
  return [{ ...record, plugin: { ...plugin, numbers } }, numbers];
}

/** Stores the first time when Chakra did not have the plugin, or that it has it. */
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

/** Stores the known records of the plugin's accounts, unless a later check has done so. */
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

/** A new check of a tenant. */
export interface CheckTime {
  /** Its place in the order of all checks. */
  readonly asOf: number;
  /** The reported time. Later than the previous one, unless that one was written by a clock that was far ahead. */
  readonly reportedAt: number;
}

/** The time of a check that starts now: later than that of all earlier checks. */
export function beginCheck(record: TenantRecord, now: number): Changed<CheckTime> {
  const checkedAt = Math.max(now, record.checkedAt + 1);
  const last = pastTime(record.reportedAt ?? record.checkedAt, now);
  const reportedAt = last === undefined ? now : Math.max(now, last + 1);
  return [{ ...record, checkedAt, reportedAt }, { asOf: checkedAt, reportedAt }];
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

/** Marks the outcome as unknown. None is created for a while; the wait doubles each time. */
function withUnknown(record: TenantRecord, id: string, now: number): TenantRecord {
  const earlier = record.reservations.filter(
    (it) => it.isUnknown && (pastTime(it.beganAt, now) ?? 0) > now - UNKNOWN_MEMORY,
  );
  const until = now + doubled(UNKNOWN_PAUSE, earlier.length, LONGEST_UNKNOWN_PAUSE);
  const reservations = record.reservations.map((it) =>
    it.id === id ? { ...it, isUnknown: true, until } : it,
  );
  return { ...record, reservations };
}

/** Adds a surplus plugin to the removals. */
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
