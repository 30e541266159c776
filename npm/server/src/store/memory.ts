// The store as the rest of the package uses it: changes of a record, with a time limit and our own errors.

import { pause, within } from "../clock.js";
import type { Clock } from "../clock.js";
import { ConnectError } from "../connect-error.js";
import { TENANT_PATIENCE } from "../contract.js";
import { words } from "../log.js";
import type { Log } from "../log.js";
import { StoreUnavailable } from "./store.js";
import type { Store, Stored } from "./store.js";
import { NOTHING, dueOf } from "./tenant-record.js";
import type { TenantRecord } from "./tenant-record.js";
import type { Changed } from "./transitions.js";

/** More concurrent writers are unlikely in practice: in each round, one of them succeeds. */
const MOST_ROUNDS = 50;
/** From here on, writers that conflict again wait a little. */
const FIRST_ROUNDS = 3;

/** Thrown if Chakra returns a plugin that belongs to another tenant. The plugin is not used. */
export class PluginOfAnother extends ConnectError {
  constructor() {
    super("chakra_bad_answer");
  }
}

/** The tenants' records. */
export class Memory {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(store: Store, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** The tenant's record. */
  async find(tenantId: string): Promise<TenantRecord> {
    return (await this.#ask((store) => store.read(tenantId)))?.record ?? NOTHING;
  }

  /** Changes the newest version of the tenant's record; returns the result and the new record. */
  async change<T>(
    tenantId: string,
    change: (record: TenantRecord) => Changed<T>,
  ): Promise<{ record: TenantRecord; result: T }> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (round > FIRST_ROUNDS) await pause(this.#clock, Math.random() * 10 * round);
      const stored = await this.#ask((store) => store.read(tenantId));
      const before = stored?.record ?? NOTHING;
      const [record, result] = change(before);
      if (record === before) return { record, result };
      const { revision = 0 } = stored ?? {};
      const due = dueOf(record);
      const written = await this.#ask((store) => store.write(tenantId, record, revision, due));
      if (written === "written") return { record, result };
      if (written === "plugin_taken") throw new PluginOfAnother();
    }
    this.#log("error", "a record changes too often to be written", { tenant: tenantId });
    throw new ConnectError("storage_unavailable");
  }

  /** As `change`, without a result. */
  async update(tenantId: string, change: (record: TenantRecord) => TenantRecord): Promise<void> {
    await this.change(tenantId, (record) => [change(record), undefined]);
  }

  /** The tenants with due work. */
  due(atMost: number): Promise<string[]> {
    return this.#ask((store) => store.due(this.#clock.now(), atMost));
  }

  /** Records by the tenant's id. */
  list(after: string, atMost: number): Promise<Stored[]> {
    return this.#ask((store) => store.list(after, atMost));
  }

  async #ask<T>(ask: (store: Store) => Promise<T>): Promise<T> {
    try {
      const late = () => new StoreUnavailable("the store did not answer in time");
      return await within(this.#clock, TENANT_PATIENCE, ask(this.#store), late);
    } catch (error) {
      const code = error instanceof StoreUnavailable ? "storage_unavailable" : "storage_failed";
      this.#log("error", "the store failed", { code, cause: words(error) });
      throw new ConnectError(code);
    }
  }
}
