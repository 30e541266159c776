// Keeps each tenant's status for a moment, and has concurrent requests share one check.

import type { Clock } from "./clock.js";
import type { CheckedStatus } from "./connection/status.js";
import { STATUS_LIFE, WATCHED_LIFE, WATCHED_TIME } from "./contract.js";

/** Tenants kept at most; the least recently used ones go first. */
const CAPACITY = 20_000;

/** What is kept of one tenant. A change puts another one in its place: what a check of before learns goes nowhere. */
interface Slot {
  readonly changedAt: number;
  check?: Promise<CheckedStatus> | undefined;
  kept?: CheckedStatus;
  /** The end of what is kept. */
  until: number;
}

/** The statuses kept. */
export class StatusCache {
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The status that is kept, if any. */
  get(tenantId: string): CheckedStatus | undefined {
    const slot = this.#slots.get(tenantId);
    return slot && slot.until > this.#clock.elapsed() ? slot.kept : undefined;
  }

  /** The status of a check under way, or that of `check`. An error is shared with those who wait, and not kept. */
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
      // For a while after a change somebody is likely to watch.
      const isWatched = now - slot.changedAt < WATCHED_TIME;
      slot.kept = status;
      slot.until = now + (isWatched ? WATCHED_LIFE : STATUS_LIFE);
      end();
    }, end);
    return begun;
  }

  /** Something may have changed: no status from before is given out afterwards. */
  invalidate(tenantId: string): void {
    this.#put(tenantId, { changedAt: this.#clock.elapsed(), until: 0 });
  }

  /** Does a change, after which no status from before its end is given out. */
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
