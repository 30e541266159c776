// Chakra's records, read field by field. Their schema is not published, so a field of an unexpected type counts as
// absent. Only needed fields are kept, because a plugin's `auth` may contain secrets.

import { field, identifier, isObject, readId, text } from "./envelope.js";
import { MOST_RECORDS } from "../contract.js";
import { numberWords } from "./status-words.js";
import type { StatusWord } from "./status-words.js";
import type { AccountRecord } from "../store/tenant-record.js";

/** A plugin. */
export interface PluginRecord {
  /** `isActive`; if absent, the plugin counts as active. */
  readonly isActive: boolean;
  readonly accountIds: readonly string[];
  /** Without duplicates, in order. */
  readonly phoneNumberIds: readonly string[];
}

/** A phone number and its health. */
export interface PhoneRecord {
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string | undefined;
  readonly verifiedName: string | undefined;
  readonly qualityRating: string | undefined;
  readonly messagingLimitTier: string | undefined;
  /** The account of the number. */
  readonly accountId: string | undefined;
  readonly words: readonly StatusWord[];
  readonly health: readonly HealthEntity[];
}

/** One part of the chain that sending depends on: number, account, business, app. */
export interface HealthEntity {
  /** `BLOCKED`, `LIMITED`, or anything else, which counts as available. */
  readonly sending: unknown;
  readonly errors: readonly HealthError[];
}

/** One of Meta's health errors, written for the customer. */
export interface HealthError {
  readonly code: string | undefined;
  readonly description: string | undefined;
  readonly solution: string | undefined;
}

/** The record, if it is that of plugin `id`: an empty or foreign response must not count as "not connected". */
export function readPlugin(id: string, value: unknown): PluginRecord | undefined {
  if (field(value, "id") !== id) return undefined;
  const accounts = field(field(value, "auth"), "whatsappBusinessAccountsById");
  const numbers = field(field(value, "serverConfig"), "enabledWhatsappPhoneNumbers");
  return {
    isActive: field(value, "isActive") !== false,
    accountIds: isObject(accounts) ? ids(Object.keys(accounts)) : [],
    phoneNumberIds: [...new Set(ids(list(numbers)))],
  };
}

/** The list of a plugin's accounts, without those of other plugins. */
export function readAccounts(pluginId: string, value: unknown): AccountRecord[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const accounts = value.flatMap((account) => {
    const id = readId(identifier(field(account, "id")));
    const named = identifier(field(account, "pluginId")) ?? pluginId;
    if (id === undefined || named !== pluginId) return [];
    const chakraStatus = text(field(account, "chakraStatus"));
    return [{ id, ...(chakraStatus !== undefined && { chakraStatus }) }];
  });
  return accounts.slice(0, MOST_RECORDS);
}

/** The record of the requested number, unless it names another number or plugin. */
export function readPhone(
  phoneNumberId: string,
  pluginId: string,
  value: unknown,
): PhoneRecord | undefined {
  if (!isObject(value)) return undefined;
  const named = (name: string) => identifier(field(value, name));
  // Besides Meta's id, there may be Chakra's own.
  const ids = ["id", "whatsappPhoneNumberId", "phoneNumberId"]
    .map(named)
    .filter((id) => id !== undefined);
  const isAnother = ids.length > 0 && !ids.includes(phoneNumberId);
  if (isAnother || (named("pluginId") ?? pluginId) !== pluginId) return undefined;
  const said = (name: string) => text(field(value, name));
  return {
    phoneNumberId,
    displayPhoneNumber: said("displayPhoneNumber"),
    verifiedName: said("verifiedName") ?? said("displayName"),
    qualityRating: text(field(field(value, "qualityScore"), "score")) ?? said("qualityRating"),
    messagingLimitTier: said("messagingLimitTier"),
    accountId: named("waba"),
    words: numberWords(value),
    health: list(field(field(value, "healthStatus"), "entities")).map(readHealth),
  };
}

function readHealth(value: unknown): HealthEntity {
  const errors = list(field(value, "errors")).map((error) => ({
    code: identifier(field(error, "error_code")),
    description: text(field(error, "error_description")),
    solution: text(field(error, "possible_solution")),
  }));
  return { sending: field(value, "can_send_message"), errors };
}

function ids(values: readonly unknown[]): string[] {
  return values.slice(0, MOST_RECORDS).map(readId).filter((it) => it !== undefined);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
