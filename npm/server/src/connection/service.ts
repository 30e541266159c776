// What every use of a tenant's connection works with.

import type { Background, WaitUntil } from "../background.js";
import type { ChakraClient } from "../chakra/client.js";
import type { ConnectToken } from "../chakra/connect-token.js";
import type { Clock } from "../clock.js";
import { CLAIM_SLACK } from "../contract.js";
import type { Log } from "../log.js";
import type { StatusCache } from "../status-cache.js";
import type { Memory } from "../store/memory.js";
import type { TenantLocks } from "../tenant-locks.js";
import type { TenantQuota } from "../tenant-quota.js";
import type { Hooks } from "./hooks.js";

/** A token, and the plugin that it is for. */
export interface ProvidedToken {
  readonly token: ConnectToken;
  readonly pluginId: string;
}

/** The parts. */
export interface Service {
  readonly chakra: ChakraClient;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  readonly locks: TenantLocks;
  readonly statuses: StatusCache;
  readonly quota: TenantQuota;
  readonly background: Background;
  readonly hooks: Hooks;
  /** The tokens under way, by tenant. */
  readonly flights: Map<string, Promise<ProvidedToken>>;
  /** Stands before a tenant's id in `clientReferenceId`. */
  readonly namespace: string | undefined;
  /** Keeps the platform alive for the request that this service is used by. */
  readonly waitUntil: WaitUntil | undefined;
}

/** How long something that was begun at Chakra may take: after that, the process that began it has died. */
export function claimTime({ chakra }: Service): number {
  return chakra.callTime * 3 + CLAIM_SLACK;
}
