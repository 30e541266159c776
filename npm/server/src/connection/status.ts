// Reads a tenant's status from Chakra's records, without a cache.

import { ChakraError, isPluginNotFound } from "../chakra/chakra-error.js";
import type { PluginRecord } from "../chakra/records.js";
import { accountWords } from "../chakra/status-words.js";
import { MOST_NUMBERS } from "../contract.js";
import type { ChakraStatus } from "../contract.js";
import { words } from "../log.js";
import { isBeingRemoved } from "../store/tenant-record.js";
import type { AccountRecord, KnownAccounts, Plugin, TenantRecord } from "../store/tenant-record.js";
import { beginCheck, noteAccounts, noteGone, recordNumbers } from "../store/transitions.js";
import type { Tenant } from "../tenant.js";
import { NO_CONNECTION, connectionOf, numberInUse, relevantNumbers } from "./connection.js";
import type { Connection } from "./connection.js";
import { NOTHING_KNOWN, isSame, withRead, withUnread } from "./known-accounts.js";
import { failureOfAll, hasLapsed } from "./lookup.js";
import type { NumberLookup } from "./lookup.js";
import { tell } from "./news.js";
import { reclaim } from "./reclaim.js";
import { rfc3339 } from "./rfc3339.js";
import type { Service } from "./service.js";

/** A status, and the tenant's record at that time. */
export interface CheckedStatus {
  readonly status: ChakraStatus;
  readonly storedGist: string;
}

/**
 * The part of a record that decides whether a cached status is still valid. `accounts` has the known accounts of the
 * plugin, if they are not in the record yet.
 */
export function gist(record: TenantRecord, accounts = record.plugin?.accounts): string {
  const { plugin } = record;
  if (!plugin) return "";
  const { records, unreadSince } = accounts ?? NOTHING_KNOWN;
  const words = records.map(({ id, chakraStatus }) => [id, chakraStatus]);
  return JSON.stringify([plugin.id, isBeingRemoved(record), plugin.choice, words, unreadSince]);
}

/** Checks the connection at Chakra. */
export async function checkStatus(service: Service, tenant: Tenant): Promise<CheckedStatus> {
  const { memory, clock, log } = service;
  // Before the calls to Chakra: a late result must not look newer than it is.
  const lookedAt = clock.now();
  const begun = await memory.change(tenant.id, (record) => beginCheck(record, lookedAt));
  const time = begun.result;
  const record = await reclaim(service, tenant.id, begun.record);
  // Only this clock measures durations.
  const found = await connectionOfRecord(service, tenant, record, lookedAt, time.asOf);
  const [connection, since, accounts] = found;
  const { state, reason, numbers } = connection;
  const status: ChakraStatus = {
    state,
    ...(reason !== undefined && { reason }),
    numbers,
    ...(since !== undefined && { connectedSince: rfc3339(since) }),
    checkedAt: rfc3339(time.reportedAt),
  };
  const pluginId = record.plugin?.id;
  await tell(service, { tenantId: tenant.id, pluginId, connection, ...time }).catch(
    (error: unknown) => {
      log("error", "a change could not be told", { tenant: tenant.id, cause: words(error) });
    },
  );
  return { status, storedGist: gist(record, accounts) };
}

type ConnectionAndSince = readonly [
  connection: Connection,
  since?: number | undefined,
  accounts?: KnownAccounts,
];

async function connectionOfRecord(
  service: Service,
  tenant: Tenant,
  record: TenantRecord,
  now: number,
  asOf: number,
): Promise<ConnectionAndSince> {
  const stored = record.plugin;
  const plugin = stored && (await pluginOf(service, tenant, stored));
  if (!plugin) return [NO_CONNECTION];
  if (isBeingRemoved(record) && !plugin.isActive) {
    // Disconnected, even if the process died before the end: nobody is asked to reconnect.
    return [NO_CONNECTION];
  }
  const [seen, accounts, answers] = await Promise.all([
    firstSeen(service, tenant, stored.id, plugin, now),
    accountsOf(service, tenant, stored, plugin, now, asOf),
    ask(service, stored.id, relevantNumbers(plugin, stored.choice)),
  ]);
  let lookups = answers.map((it) => ({ ...it, firstSeen: seen[it.phoneNumberId] }));
  const areGone = lookups.every((it) => hasLapsed(it, now));
  if (areGone && lookups.length < plugin.phoneNumberIds.length) {
    // The chosen number is gone: the customer chooses again among the others.
    const all = await ask(service, stored.id, plugin.phoneNumberIds);
    lookups = all.map((it) => ({ ...it, firstSeen: seen[it.phoneNumberId] }));
  }
  const failure = failureOfAll(lookups, now);
  if (failure) throw failure;
  logUnknownWords(service, lookups, accounts.records);
  const connection = connectionOf(plugin, lookups, accounts, now);
  const used = numberInUse(connection);
  return [connection, used && seen[used.phoneNumberId], accounts];
}

/** The plugin's record; undefined if Chakra does not have it. It stays the tenant's: the next token checks again. */
async function pluginOf(
  service: Service,
  tenant: Tenant,
  { id, goneSince }: Plugin,
): Promise<PluginRecord | undefined> {
  const { chakra, memory, clock, log } = service;
  const note = async (message: string, gone: number | undefined) => {
    log("warn", message, { tenant: tenant.id, plugin: id });
    await memory.update(tenant.id, (record) => noteGone(record, id, gone));
  };
  try {
    const plugin = await chakra.plugin(id);
    if (goneSince !== undefined) await note("Chakra has the tenant's plugin again", undefined);
    return plugin;
  } catch (error) {
    if (!isPluginNotFound(error)) throw error;
    if (goneSince === undefined) {
      await note("Chakra does not have the tenant's plugin", clock.now());
    }
    return undefined;
  }
}

/** When each number was first seen. It yields only times, so a failure here must not hide a connection. */
async function firstSeen(
  { memory, log }: Service,
  tenant: Tenant,
  pluginId: string,
  { isActive, phoneNumberIds }: PluginRecord,
  now: number,
): Promise<Plugin["numbers"]> {
  // A deactivated plugin has no connected numbers.
  const connected = isActive ? phoneNumberIds : [];
  try {
    const seen = await memory.change(tenant.id, (record) =>
      recordNumbers(record, pluginId, connected, now),
    );
    return seen.result;
  } catch {
    log("error", "since when the numbers are connected could not be kept", { tenant: tenant.id });
    return {};
  }
}

/**
 * The known accounts of the plugin after this check: newly read, or as last known if Chakra does not return them. If
 * they cannot be read, the numbers are still shown.
 */
async function accountsOf(
  { chakra, memory, log }: Service,
  tenant: Tenant,
  { id, accounts: known = NOTHING_KNOWN }: Plugin,
  { accountIds, isActive }: PluginRecord,
  now: number,
  asOf: number,
): Promise<KnownAccounts> {
  // A deactivated plugin has no connection, whatever its account says.
  if (accountIds.length === 0 || !isActive) return known;
  const learned = await chakra.businessAccounts(id).then(
    (records) => withRead(known, accountIds, records, asOf),
    (error: unknown) => {
      log("warn", "the records of a plugin's accounts could not be read", {
        plugin: id,
        cause: kindOf(error),
      });
      return withUnread(known, now, asOf);
    },
  );
  if (isSame(learned, known)) return known;
  try {
    await memory.update(tenant.id, (record) => noteAccounts(record, id, learned));
  } catch {
    log("error", "what is known of a plugin's accounts could not be kept", { tenant: tenant.id });
  }
  return learned;
}

/** The responses for some numbers. A failed call affects only its own record. */
function ask(
  { chakra, log }: Service,
  pluginId: string,
  ids: readonly string[],
): Promise<NumberLookup[]> {
  const calls = ids.slice(0, MOST_NUMBERS).map(async (phoneNumberId): Promise<NumberLookup> => {
    try {
      return { phoneNumberId, record: await chakra.phoneNumber(pluginId, phoneNumberId) };
    } catch (error) {
      if (!(error instanceof ChakraError)) throw error;
      log("warn", "a number's record could not be read", { phoneNumberId, cause: error.kind });
      return { phoneNumberId, error };
    }
  });
  return Promise.all(calls);
}

function logUnknownWords(
  { log }: Service,
  lookups: readonly NumberLookup[],
  accounts: readonly AccountRecord[],
): void {
  const all = [...lookups.flatMap((it) => it.record?.words ?? []), ...accounts.flatMap(accountWords)];
  for (const { isKnown, name, loggable = "(not a word)" } of all) {
    if (!isKnown) log("warn", "Chakra reports a status that is not known", { field: name, word: loggable });
  }
}

function kindOf(error: unknown): string {
  return error instanceof ChakraError ? error.kind : words(error);
}
