// The parts that all operations on a connection use.

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

/** A token and its plugin. */
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
  /** The open token requests, by tenant. */
  readonly flights: Map<string, Promise<ProvidedToken>>;
  /** Prefix of the tenant's id in `clientReferenceId`. */
  readonly namespace: string | undefined;
  /** Keeps the platform alive for the current request. */
  readonly waitUntil: WaitUntil | undefined;
}

/** Time limit of a change at Chakra: after it, its process counts as dead. */
export function claimTime({ chakra }: Service): number {
  return chakra.callTime * 3 + CLAIM_SLACK;
}
