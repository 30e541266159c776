// The port to the memory of the backend: one record a tenant, written only where nobody else has written since.

import type { TenantRecord } from "./tenant-record.js";

/** A record as it was read. */
export interface Stored {
  readonly tenantId: string;
  readonly record: TenantRecord;
  /** Counts the writes: 1 of the first one. */
  readonly revision: number;
}

/** What became of a write. */
export type Written =
  | "written"
  /** The revision is another one by now: nothing was written. */
  | "changed"
  /** The record's plugin is in the record of another tenant: nothing was written. */
  | "plugin_taken";

/**
 * The backend's memory. `memoryStore()` and `sqlStore()` are in the box; yours may be another one. Hold it to the same
 * rules with the suite in `chakra-whatsapp-connect/server/store-contract`.
 *
 * Everything that a request decides is decided on one record, which is then written as a whole. So each method is one
 * statement of a database: no transaction spans two calls, and a pool of connections will do. Several processes may
 * share one memory. Ids are opaque, and compared byte by byte.
 *
 * A method throws where the database fails: `StoreUnavailable` where the same call may succeed later, any error
 * otherwise. Its text is logged, and must hold no password.
 */
export interface Store {
  /** What is remembered of the tenant; undefined if nothing was ever written. A write that has ended is seen. */
  read(tenantId: string): Promise<Stored | undefined>;

  /**
   * Writes the record, if its revision in the store is still `revision`, 0 where there is none yet. Of several writes
   * at once with the same revision exactly one answers `written`, in all processes together. No two tenants ever have
   * the same `record.plugin.id`.
   *
   * `due` is when `due()` lists the tenant; undefined if it is not to.
   */
  write(
    tenantId: string,
    record: TenantRecord,
    revision: number,
    due: number | undefined,
  ): Promise<Written>;

  /** The tenant whose record has this plugin, if any. */
  tenantOfPlugin(pluginId: string): Promise<string | undefined>;

  /** The tenants of which something is due, at most so many, the longest due first. */
  due(now: number, atMost: number): Promise<string[]>;

  /** Records by the tenant's id: those after `after`, at most so many. An empty page is the end. */
  list(after: string, atMost: number): Promise<Stored[]>;
}

/** Thrown by a store whose database cannot be reached or does not answer: the same call may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
