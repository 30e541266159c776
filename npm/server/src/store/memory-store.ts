// A store in this process's memory, for development and tests. Its records are lost when the process ends.

import type { Store, Stored, Written } from "./store.js";
import { isDue } from "./tenant-record.js";
import type { TenantRecord } from "./tenant-record.js";

interface Row {
  /** As JSON, so that nobody can change a stored record. */
  readonly record: string;
  readonly revision: number;
  readonly due: number | undefined;
  readonly pluginId: string | undefined;
}

/** A store in memory. Each process has its own. */
class MemoryStore implements Store {
  readonly #rows = new Map<string, Row>();

  async read(tenantId: string): Promise<Stored | undefined> {
    const row = this.#rows.get(tenantId);
    return row && stored(tenantId, row);
  }

  async write(
    tenantId: string,
    record: TenantRecord,
    revision: number,
    due: number | undefined,
  ): Promise<Written> {
    if ((this.#rows.get(tenantId)?.revision ?? 0) !== revision) return "changed";
    const pluginId = record.plugin?.id;
    // Without an await in between, so that nobody else can write.
    const owner = pluginId === undefined ? undefined : this.#ownerOf(pluginId);
    if (owner !== undefined && owner !== tenantId) return "plugin_taken";
    const text = JSON.stringify(record);
    this.#rows.set(tenantId, { record: text, revision: revision + 1, due, pluginId });
    return "written";
  }

  async tenantOfPlugin(pluginId: string): Promise<string | undefined> {
    return this.#ownerOf(pluginId);
  }

  #ownerOf(pluginId: string): string | undefined {
    for (const [tenantId, row] of this.#rows) {
      if (row.pluginId === pluginId) return tenantId;
    }
    return undefined;
  }

  async due(now: number, atMost: number): Promise<string[]> {
    const due = [...this.#rows].flatMap(([id, row]) =>
      row.due !== undefined && isDue(row.due, now) ? [{ id, due: row.due }] : [],
    );
    due.sort((one, other) => one.due - other.due);
    return due.slice(0, atMost).map(({ id }) => id);
  }

  async list(after: string, atMost: number): Promise<Stored[]> {
    const ids = [...this.#rows.keys()].filter((id) => id > after).sort();
    return ids.slice(0, atMost).flatMap((id) => {
      const row = this.#rows.get(id);
      return row ? [stored(id, row)] : [];
    });
  }
}

/** All stores in memory. Recognised without their class, so a bundle with another store does not contain it. */
const IN_MEMORY = new WeakSet<Store>();

/** A store in this process's memory, for development and tests. */
export function memoryStore(): Store {
  const store = new MemoryStore();
  IN_MEMORY.add(store);
  return store;
}

/** Whether the store is one of `memoryStore()`. */
export function isInMemory(store: Store): boolean {
  return IN_MEMORY.has(store);
}

function stored(tenantId: string, row: Row): Stored {
  const record: TenantRecord = JSON.parse(row.record);
  return { tenantId, record, revision: row.revision };
}
