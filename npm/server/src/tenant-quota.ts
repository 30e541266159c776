// Limits the requests of each tenant that lead to calls to Chakra. It counts requests, not the calls that they cause: a
// status is three calls for a tenant with one number, 22 at most for one with many, and 42 if the chosen number is gone.
// So it does not guarantee that a tenant leaves enough of Chakra's limit for the whole team.

import type { Clock } from "./clock.js";
import { ConnectError } from "./connect-error.js";
import { CALLS_PER_TENANT } from "./contract.js";

/** Above this number of tenants, those with a full quota are dropped. */
const CLEANING_SIZE = 1024;

/** The calls of each tenant: this many at once, and then at an even rate. */
export class TenantQuota {
  readonly #clock: Clock;
  readonly #interval = 60_000 / CALLS_PER_TENANT;
  /** When each tenant's quota is full again. */
  readonly #whole = new Map<string, number>();
  #cleaningSize = CLEANING_SIZE;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a call, or returns how long the tenant must wait. */
  charge(tenantId: string): void {
    const now = this.#clock.elapsed();
    const whole = Math.max(this.#whole.get(tenantId) ?? 0, now) + this.#interval;
    const wait = whole - now - 60_000;
    // Fractions of the clock add up.
    if (wait > 0.001) throw new ConnectError("rate_limited", wait);
    this.#whole.set(tenantId, whole);
    if (this.#whole.size > this.#cleaningSize) this.#clean(now);
  }

  #clean(now: number): void {
    for (const [tenantId, whole] of this.#whole) {
      if (whole <= now) this.#whole.delete(tenantId);
    }
    this.#cleaningSize = Math.max(CLEANING_SIZE, this.#whole.size * 2);
  }
}
