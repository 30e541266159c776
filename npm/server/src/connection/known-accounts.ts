// PURE: the last known accounts of a plugin, also while Chakra does not return them.

import { ACCOUNTS_BORNE } from "../contract.js";
import { pastTime } from "../store/tenant-record.js";
import type { AccountRecord, KnownAccounts } from "../store/tenant-record.js";

/** Nothing is known yet. */
export const NOTHING_KNOWN: KnownAccounts = { records: [], asOf: 0 };

/** Updates them with a check's result. An account of the plugin that is not in it stays as last known. */
export function withRead(
  known: KnownAccounts,
  accountIds: readonly string[],
  read: readonly AccountRecord[],
  asOf: number,
): KnownAccounts {
  const missing = known.records.filter(({ id }) => read.every((it) => it.id !== id));
  const records = [...read, ...missing].filter(({ id }) => accountIds.includes(id));
  // A different order is no change.
  records.sort((one, other) => (one.id < other.id ? -1 : 1));
  return { records, asOf };
}

/** The known accounts, after they could not be read at `now`. */
export function withUnread(known: KnownAccounts, now: number, asOf: number): KnownAccounts {
  return { ...known, unreadSince: pastTime(known.unreadSince, now) ?? now, asOf };
}

/** Whether they could not be read for so long that the customer must know. */
export function areOutdated({ unreadSince }: KnownAccounts, now: number): boolean {
  return unreadSince !== undefined && now - unreadSince > ACCOUNTS_BORNE;
}

/** Whether both are equal, apart from their checks. */
export function isSame(one: KnownAccounts, other: KnownAccounts): boolean {
  return (
    one.unreadSince === other.unreadSince &&
    one.records.length === other.records.length &&
    one.records.every(({ id, chakraStatus }, place) => {
      const it = other.records[place];
      return id === it?.id && chakraStatus === it.chakraStatus;
    })
  );
}
