// Runs a tenant's changes one after the other, so that two of them do not undo each other. Works within one process;
// between several, the store decides.

import { within } from "./clock.js";
import type { Clock } from "./clock.js";
import { ConnectError } from "./connect-error.js";
import { BUSY_PAUSE, TENANT_PATIENCE } from "./contract.js";

/** A lock for each tenant with open changes. */
export class TenantLocks {
  readonly #clock: Clock;
  /** The end of each tenant's queue. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does the work when the tenant has no other open change. Waits a few seconds at most. */
  async run<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(tenantId) ?? Promise.resolve();
    let release = () => {};
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    const last = before.then(() => done);
    this.#last.set(tenantId, last);
    void last.then(() => {
      if (this.#last.get(tenantId) === last) this.#last.delete(tenantId);
    });
    try {
      const late = () => new ConnectError("busy", BUSY_PAUSE);
      await within(this.#clock, TENANT_PATIENCE, before, late);
      return await work();
    } finally {
      release();
    }
  }
}
