// PURE: what is remembered of one tenant. The record is a plain value of JSON; a store keeps it as a text.

/** Everything that is remembered of a tenant. Times are milliseconds since 1970. */
export interface TenantRecord {
  /** The tenant's plugin at Chakra. */
  readonly plugin?: Plugin;
  /** Rights to make a plugin: written before Chakra is asked, removed once it is known what came of it. */
  readonly reservations: readonly Reservation[];
  /** Plugins that are to be deleted at Chakra: written before Chakra is asked, kept until it is done. */
  readonly removals: readonly Removal[];
  /** Plugins that Chakra no longer has, for those who must find out why. */
  readonly former: readonly FormerPlugin[];
  /** When the newest check of the connection began: later with each one, whatever the clocks of processes say. */
  readonly checkedAt: number;
  /** What the hooks were told last; absent where nothing was, which counts as disconnected. */
  readonly told?: Told;
}

/** The tenant's plugin. */
export interface Plugin {
  readonly id: string;
  /** When it became the tenant's. */
  readonly since: number;
  /** The customer's choice among several numbers. */
  readonly choice?: NumberChoice;
  /** Since when Chakra says that it does not have it. */
  readonly goneSince?: number;
  /** When each connected number was first seen. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What Chakra last said of the plugin's accounts; absent where it was never asked. */
  readonly accounts?: KnownAccounts;
}

/** The last records of a plugin's accounts. A ban that was read once holds until Chakra says otherwise. */
export interface KnownAccounts {
  /** In the order of their ids. */
  readonly records: readonly AccountRecord[];
  /** Since when they cannot be read; absent while they can. */
  readonly unreadSince?: number;
  /** The check that learned it: what an earlier one learned changes nothing. */
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
  /** The numbers there were. One that came later makes the choice anew. */
  readonly among: readonly string[];
}

/** The right to make a plugin. */
export interface Reservation {
  /** Not guessed: only its holder may bind. Its first eight characters are in the name of the plugin that it made. */
  readonly id: string;
  /** Whether nobody knows what came of it. Until then Chakra is being asked. */
  readonly isUnknown: boolean;
  readonly beganAt: number;
  /** No other plugin is begun for the tenant before. */
  readonly until: number;
}

/** A plugin that is to be deleted. */
export interface Removal {
  readonly pluginId: string;
  /** Whether it was made beside the tenant's plugin; else the customer wished it. */
  readonly isSurplus: boolean;
  /** Whether Chakra has switched it off: one that is on again was signed up with since. */
  readonly isDeactivated: boolean;
  readonly since: number;
  readonly tries: number;
  /** When it is to be tried again. */
  readonly due: number;
}

/** A plugin that is gone at Chakra. */
export interface FormerPlugin {
  readonly id: string;
  readonly goneSince: number;
  readonly replacedAt: number;
}

/** What the hooks were told. */
export interface Told {
  readonly kind: "connected" | "disconnected" | "action_needed";
  /** The check that learned it: what an earlier one learned changes nothing. */
  readonly asOf: number;
  /** While a hook is running: when it counts as died. Absent once it has ended well. */
  readonly until?: number;
}

/** A tenant of which nothing is remembered. */
export const NOTHING: TenantRecord = {
  reservations: [],
  removals: [],
  former: [],
  checkedAt: 0,
};

/** When something of the tenant is to be tried again; undefined if nothing is. */
export function dueOf({ removals, told }: TenantRecord): number | undefined {
  const times = removals.map(({ due }) => due);
  if (told?.until !== undefined) times.push(told.until);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The removal of the plugin, if there is one. */
export function removalOf(record: TenantRecord, pluginId: string): Removal | undefined {
  return record.removals.find((it) => it.pluginId === pluginId);
}

/** Whether a disconnect of the tenant's plugin was begun that nobody has finished yet. */
export function isBeingRemoved(record: TenantRecord): boolean {
  return record.plugin !== undefined && removalOf(record, record.plugin.id) !== undefined;
}
