// The port of the store: one record per tenant, written only if nobody else has written it since.

import type { TenantRecord } from "./tenant-record.js";

/** A record, and its revision at the time of reading. */
export interface Stored {
  readonly tenantId: string;
  readonly record: TenantRecord;
  /** Number of writes; 1 after the first. */
  readonly revision: number;
}

/** The result of a write. */
export type Written =
  | "written"
  /** The revision has changed: nothing was written. */
  | "changed"
  /** Another tenant has the record's plugin: nothing was written. */
  | "plugin_taken";

/**
 * Stores the backend's records. `memoryStore()` and `sqlStore()` are included. If you write your own, test it with the
 * suite in `chakra-whatsapp-connect/server/store-contract`.
 *
 * A request reads one record, decides, and writes the whole record. So each method needs one database statement: no
 * transaction spans two calls, and a connection pool is enough. Several processes may share one store. Ids are opaque,
 * and compared byte by byte.
 *
 * If the database fails, a method throws: `StoreUnavailable` if the same call may succeed later, otherwise any error.
 * The error's text is logged, and must not contain a password.
 */
export interface Store {
  /** The tenant's record; undefined if none was ever written. Returns the result of every finished write. */
  read(tenantId: string): Promise<Stored | undefined>;

  /**
   * Writes the record, if its stored revision is still `revision`; 0 means that there is no record yet. Of several
   * concurrent writes with the same revision, in all processes, exactly one returns `written`. Two tenants never have
   * the same `record.plugin.id`.
   *
   * `due` is the time from which `due()` lists the tenant; undefined for never.
   */
  write(
    tenantId: string,
    record: TenantRecord,
    revision: number,
    due: number | undefined,
  ): Promise<Written>;

  /** The tenant whose record has this plugin, if any. */
  tenantOfPlugin(pluginId: string): Promise<string | undefined>;

  /**
   * The tenants with due work, at most `limit`, the longest due first. A `due` of more than two hours (7,200,000 ms)
   * after `now` was written by a clock that was ahead: it has come, too.
   */
  due(now: number, atMost: number): Promise<string[]>;

  /** Records in the order of the tenant's id: those after `after`, at most `limit`. An empty page is the end. */
  list(after: string, atMost: number): Promise<Stored[]>;
}

/** Thrown if the database cannot be reached or does not respond: the same call may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
