// PURE: what is known of a plugin's accounts, also while Chakra does not say it.

import { ACCOUNTS_BORNE } from "../contract.js";
import type { AccountRecord, KnownAccounts } from "../store/tenant-record.js";

/** Nothing is known yet. */
export const NOTHING_KNOWN: KnownAccounts = { records: [], asOf: 0 };

/** With what the check just read. An account that is not in it, though the plugin has it, stays as it was last known. */
export function withRead(
  known: KnownAccounts,
  accountIds: readonly string[],
  read: readonly AccountRecord[],
  asOf: number,
): KnownAccounts {
  const missing = known.records.filter(({ id }) => read.every((it) => it.id !== id));
  const records = [...read, ...missing].filter(({ id }) => accountIds.includes(id));
  // The same in any order is no news.
  records.sort((one, other) => (one.id < other.id ? -1 : 1));
  return { records, asOf };
}

/** The same, after they could not be read at `now`. */
export function withUnread(known: KnownAccounts, now: number, asOf: number): KnownAccounts {
  return { ...known, unreadSince: known.unreadSince ?? now, asOf };
}

/** Whether they have been unread for so long that it must be said. */
export function areOutdated({ unreadSince }: KnownAccounts, now: number): boolean {
  return unreadSince !== undefined && now - unreadSince > ACCOUNTS_BORNE;
}

/** Whether both say the same, whichever check learned it. */
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
