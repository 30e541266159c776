// Your own functions, called when a tenant's connection changes.

import type { ChakraConnectionState, ChakraNumber } from "../contract.js";

/** What a hook is told. */
export interface ConnectionChange {
  readonly tenantId: string;
  readonly state: ChakraConnectionState;
  /** Why, in plain words; of every state but `connected`. */
  readonly reason?: string | undefined;
  readonly pluginId?: string | undefined;
  readonly numbers: readonly ChakraNumber[];
  /** When Chakra was asked: RFC 3339, UTC. Of two changes the later one is true. */
  readonly checkedAt: string;
}

/** Called with a change. One that throws is called again. */
export type Hook = (change: ConnectionChange) => void | Promise<void>;

/** The hooks. */
export interface Hooks {
  /** Called when a tenant's number works. */
  readonly onConnected?: Hook | undefined;
  /** Called when nothing is connected any more. */
  readonly onDisconnected?: Hook | undefined;
  /** Called when the customer has something to do: choose, reconnect, put something right. */
  readonly onActionNeeded?: Hook | undefined;
}
