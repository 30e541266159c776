// PURE: the record of one tenant. It is plain JSON; a store keeps it as text.

/** The record of a tenant. Times are milliseconds since 1970. */
export interface TenantRecord {
  /** The tenant's plugin at Chakra. */
  readonly plugin?: Plugin;
  /** Reservations for new plugins: written before the call to Chakra, removed when the outcome is known. */
  readonly reservations: readonly Reservation[];
  /** Plugins to be deleted at Chakra: written before the call to Chakra, kept until it succeeds. */
  readonly removals: readonly Removal[];
  /** Plugins that Chakra no longer has, for diagnosis. */
  readonly former: readonly FormerPlugin[];
  /**
   * When the newest check of the connection began: the order of the checks. Always increases, even if a process's clock
   * is far ahead.
   */
  readonly checkedAt: number;
  /** The reported time of that check; absent in older records, where it is `checkedAt`. */
  readonly reportedAt?: number;
  /** The last change passed to the hooks; if absent, it counts as disconnected. */
  readonly told?: Told;
}

/** The tenant's plugin. */
export interface Plugin {
  readonly id: string;
  /** When it was assigned to the tenant. */
  readonly since: number;
  /** The customer's choice among several numbers. */
  readonly choice?: NumberChoice;
  /** Since when Chakra reports that it does not exist. */
  readonly goneSince?: number;
  /** When each connected number was first seen. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The last known records of the plugin's accounts; absent before the first request. */
  readonly accounts?: KnownAccounts;
}

/** The last known records of a plugin's accounts. A ban stays valid until Chakra reports otherwise. */
export interface KnownAccounts {
  /** In the order of their ids. */
  readonly records: readonly AccountRecord[];
  /** Since when they cannot be read; absent while they can. */
  readonly unreadSince?: number;
  /** The check with this result. Results of earlier checks are ignored. */
  readonly asOf: number;
}

/** A WhatsApp Business account as Chakra last described it. */
export interface AccountRecord {
  readonly id: string;
  /** `chakraStatus`, for example `CONNECTED`. */
  readonly chakraStatus?: string;
}

/** The customer's choice of one number. */
export interface NumberChoice {
  readonly phoneNumberId: string;
  /** The numbers at the time of the choice. A new number ends the choice. */
  readonly among: readonly string[];
}

/** A reservation: the right to create a plugin. */
export interface Reservation {
  /** A secret: only its holder may bind. Its first eight characters are in the name of its plugin. */
  readonly id: string;
  /** Whether the outcome is unknown. Before that, the call to Chakra is open. */
  readonly isUnknown: boolean;
  readonly beganAt: number;
  /** The tenant gets no other plugin before this time. */
  readonly until: number;
}

/** A plugin to be deleted. */
export interface Removal {
  readonly pluginId: string;
  /** Whether it was surplus beside the tenant's plugin; otherwise, the customer disconnected it. */
  readonly isSurplus: boolean;
  /** Whether Chakra has deactivated it. If it is active again, somebody has signed up with it since. */
  readonly isDeactivated: boolean;
  readonly since: number;
  readonly tries: number;
  /** The time of the next attempt. */
  readonly due: number;
}

/** A plugin that Chakra no longer has. */
export interface FormerPlugin {
  readonly id: string;
  readonly goneSince: number;
  readonly replacedAt: number;
}

/** The change passed to the hooks. */
export interface Told {
  readonly kind: "connected" | "disconnected" | "action_needed";
  /** The newest check with this result. Results of earlier checks are ignored. */
  readonly asOf: number;
  /** While a hook is running: when it counts as dead. Absent after it has succeeded. */
  readonly until?: number;
  /** While a hook is running: the check that called it. */
  readonly claimedBy?: number;
  /** If the hook has failed or is dead, and the maintenance has tried to call it again: when it tries next. */
  readonly retryAt?: number;
}

/** Number of characters of a reservation's id in the name of its plugin. */
export const SHORT_ID = 8;

/** The record of an unknown tenant. */
export const NOTHING: TenantRecord = {
  reservations: [],
  removals: [],
  former: [],
  checkedAt: 0,
};

/** Nothing is postponed for longer than an hour. A time further ahead than this was written by a wrong clock. */
const LONGEST_LEAD_OF_DUE = 7_200_000;

/** The latest time to which something may be postponed. */
export function latestDue(now: number): number {
  return now + LONGEST_LEAD_OF_DUE;
}

/** Whether a stored time has come. One that is too far ahead has. */
export function isDue(time: number, now: number): boolean {
  return time <= now || time > latestDue(now);
}

/** How far a time of the past may be ahead of this process's clock: clocks differ a little. */
const LONGEST_LEAD = 300_000;

/** The stored time of something that has happened; undefined if a clock that was far ahead wrote it. */
export function pastTime(time: number | undefined, now: number): number | undefined {
  return time !== undefined && time <= now + LONGEST_LEAD ? time : undefined;
}

/** The time of the tenant's next due work; undefined if there is none. */
export function dueOf({ removals, told }: TenantRecord): number | undefined {
  const times = removals.map(({ due }) => due);
  const retry = told?.retryAt ?? told?.until;
  if (retry !== undefined) times.push(retry);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The removal of the plugin, if there is one. */
export function removalOf(record: TenantRecord, pluginId: string): Removal | undefined {
  return record.removals.find((it) => it.pluginId === pluginId);
}

/** Whether a disconnect of the tenant's plugin was started and is not finished. */
export function isBeingRemoved(record: TenantRecord): boolean {
  return record.plugin !== undefined && removalOf(record, record.plugin.id) !== undefined;
}
