// Your own functions, called when a tenant's connection changes.

import type { ChakraConnectionState, ChakraNumber } from "../contract.js";

/** The argument of a hook. */
export interface ConnectionChange {
  readonly tenantId: string;
  readonly state: ChakraConnectionState;
  /** The reason, in plain words; for every state except `connected`. */
  readonly reason?: string | undefined;
  readonly pluginId?: string | undefined;
  readonly numbers: readonly ChakraNumber[];
  /**
   * The time of the check at Chakra: RFC 3339, UTC. Of two changes, the later one is valid, unless a clock that was ahead
   * has just been set right.
   */
  readonly checkedAt: string;
}

/** Called with each change. A hook that throws, or takes longer than a minute, is called again. */
export type Hook = (change: ConnectionChange) => void | Promise<void>;

/** The hooks. */
export interface Hooks {
  /** Called when a tenant's number is connected. */
  readonly onConnected?: Hook | undefined;
  /** Called when nothing is connected any more. */
  readonly onDisconnected?: Hook | undefined;
  /** Called when the customer must do something: choose a number, reconnect, solve a problem. */
  readonly onActionNeeded?: Hook | undefined;
}
