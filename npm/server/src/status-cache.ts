// Caches each tenant's status for a moment, and lets concurrent requests share one check.

import type { Clock } from "./clock.js";
import type { CheckedStatus } from "./connection/status.js";
import { STATUS_LIFE, WATCHED_LIFE, WATCHED_TIME } from "./contract.js";

/** Maximum number of cached tenants; the least recently used ones are dropped first. */
const CAPACITY = 20_000;

/** The cache entry of one tenant. A change replaces it, so the result of an earlier check is dropped. */
interface Slot {
  readonly changedAt: number;
  check?: Promise<CheckedStatus> | undefined;
  kept?: CheckedStatus;
  /** When the entry expires. */
  until: number;
}

/** The cached statuses. */
export class StatusCache {
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The cached status, if any. */
  get(tenantId: string): CheckedStatus | undefined {
    const slot = this.#slots.get(tenantId);
    return slot && slot.until > this.#clock.elapsed() ? slot.kept : undefined;
  }

  /** The status of an open check, or that of `check`. An error is shared with waiting requests, and not cached. */
  getOrCheck(tenantId: string, check: () => Promise<CheckedStatus>): Promise<CheckedStatus> {
    const slot = this.#slots.get(tenantId) ?? { changedAt: Number.NEGATIVE_INFINITY, until: 0 };
    this.#put(tenantId, slot);
    if (slot.check) return slot.check;
    const begun = check();
    slot.check = begun;
    const end = () => {
      slot.check = undefined;
    };
    begun.then((status) => {
      const now = this.#clock.elapsed();
      // After a change, the customer is probably watching.
      const isWatched = now - slot.changedAt < WATCHED_TIME;
      slot.kept = status;
      slot.until = now + (isWatched ? WATCHED_LIFE : STATUS_LIFE);
      end();
    }, end);
    return begun;
  }

  /** Invalidates the status, because something may have changed. */
  invalidate(tenantId: string): void {
    this.#put(tenantId, { changedAt: this.#clock.elapsed(), until: 0 });
  }

  /** Makes a change, and invalidates every status from before its end. */
  async during<T>(tenantId: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } finally {
      this.invalidate(tenantId);
    }
  }

  /** As the most recently used one. */
  #put(tenantId: string, slot: Slot): void {
    this.#slots.delete(tenantId);
    this.#slots.set(tenantId, slot);
    if (this.#slots.size > CAPACITY) {
      const [oldest] = this.#slots.keys();
      if (oldest !== undefined) this.#slots.delete(oldest);
    }
  }
}
