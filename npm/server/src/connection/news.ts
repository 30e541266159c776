// Calls the hooks at least once for each change of a tenant's connection. The record has the last reported change.

import { within } from "../clock.js";
import { LONGEST_REMOVAL_PAUSE } from "../contract.js";
import type { ChakraConnectionState } from "../contract.js";
import { words } from "../log.js";
import { isDue } from "../store/tenant-record.js";
import { beginCheck } from "../store/transitions.js";
import type { Changed, CheckTime } from "../store/transitions.js";
import type { TenantRecord, Told } from "../store/tenant-record.js";
import { NO_CONNECTION } from "./connection.js";
import type { Connection } from "./connection.js";
import type { Hook, Hooks } from "./hooks.js";
import { rfc3339 } from "./rfc3339.js";
import type { Service } from "./service.js";

/** A hook that takes longer counts as dead, and is called again. */
const HOOK_TIME = 60_000;

/** The hook for a state. A review has none until it ends, because there is nothing to do. */
const KINDS: Readonly<Record<ChakraConnectionState, Told["kind"] | undefined>> = {
  connected: "connected",
  not_connected: "disconnected",
  connected_without_number: "action_needed",
  choose_number: "action_needed",
  action_needed: "action_needed",
  reconnect_needed: "action_needed",
  in_review: undefined,
};

/** A tenant's state from a check. */
interface News extends CheckTime {
  readonly tenantId: string;
  readonly pluginId: string | undefined;
  readonly connection: Connection;
}

/** Reports a new state, if it has changed. If that fails, the next check reports it. */
export async function tell(service: Service, news: News): Promise<void> {
  const kind = KINDS[news.connection.state];
  if (!hasHooks(service.hooks)) return;
  const { memory, log, clock, background, waitUntil } = service;
  const { tenantId, asOf } = news;
  const until = clock.now() + HOOK_TIME;
  const { result: isMine } = await memory.change(tenantId, (record) =>
    claim(record, { kind, asOf, until, claimedBy: asOf }, clock.now()),
  );
  if (!isMine || kind === undefined) return;
  const call = async () => {
    const { state, reason, numbers } = news.connection;
    const { pluginId } = news;
    const checkedAt = rfc3339(news.reportedAt);
    await hookOf(service.hooks, kind)?.({ tenantId, state, reason, pluginId, numbers, checkedAt });
    await memory.update(tenantId, (record) => settle(record, asOf));
  };
  const calling = call().catch((error: unknown) => {
    log("error", "a hook failed: it is called again", { tenant: tenantId, cause: words(error) });
  });
  const late = () => {
    const seconds = HOOK_TIME / 1000;
    log("error", "a hook takes longer than it may: it is called again", { tenant: tenantId, seconds });
  };
  // Nobody waits for a hook that hangs.
  void background.run(within(clock, HOOK_TIME, calling, late), waitUntil);
}

/** Reports the end of the tenant's connection. */
export async function tellDisconnected(
  service: Service,
  tenantId: string,
  pluginId: string,
): Promise<void> {
  if (!hasHooks(service.hooks)) return;
  // Later than every check that may still see the connection.
  const { result: time } = await service.memory.change(tenantId, (record) =>
    beginCheck(record, service.clock.now()),
  );
  await tell(service, { tenantId, pluginId, connection: NO_CONNECTION, ...time });
}

/**
 * PURE: claims the report, unless it is done or in progress elsewhere. A newer result that changes nothing, or has no
 * hook, is recorded, too: the result of an earlier check is ignored. A newer check without a result decides nothing.
 */
export function claim(
  record: TenantRecord,
  { kind, ...told }: Omit<Told, "kind"> & { readonly kind: Told["kind"] | undefined },
  now: number,
): readonly [TenantRecord, boolean] {
  const known: Told = record.told ?? { kind: "disconnected", asOf: 0 };
  if (told.asOf <= known.asOf) return [record, false];
  const isFailed = known.until !== undefined && isDue(known.until, now);
  const isMine = kind !== undefined && (kind !== known.kind || isFailed);
  return [{ ...record, told: isMine ? { kind, ...told } : { ...known, asOf: told.asOf } }, isMine];
}

/** Claims the next try of a failed hook, which a check makes. False if none is due, or another process makes it. */
export async function claimRetry(
  { memory, clock, hooks }: Service,
  tenantId: string,
): Promise<boolean> {
  const { result } = await memory.change(tenantId, (record) => postponed(record, clock.now()));
  return result && hasHooks(hooks);
}

/** PURE: postpones the next try, because this one may call no hook. The pause doubles each time. */
function postponed(record: TenantRecord, now: number): Changed<boolean> {
  const { told } = record;
  if (told?.until === undefined || !isDue(told.retryAt ?? told.until, now)) return [record, false];
  const until = Math.min(told.until, now);
  const pause = Math.min(Math.max(now - until, HOOK_TIME), LONGEST_REMOVAL_PAUSE);
  return [{ ...record, told: { ...told, until, retryAt: now + pause } }, true];
}

/** PURE: the hook has succeeded. */
function settle(record: TenantRecord, claimedBy: number): TenantRecord {
  if (record.told?.claimedBy !== claimedBy) return record;
  const { kind, asOf } = record.told;
  return { ...record, told: { kind, asOf } };
}

function hasHooks(hooks: Hooks): boolean {
  return Boolean(hooks.onConnected ?? hooks.onDisconnected ?? hooks.onActionNeeded);
}

function hookOf(hooks: Hooks, kind: Told["kind"]): Hook | undefined {
  const { onConnected, onDisconnected, onActionNeeded } = hooks;
  return { connected: onConnected, disconnected: onDisconnected, action_needed: onActionNeeded }[
    kind
  ];
}
