// PURE: computes the customer's connection from Chakra's records. Makes no requests.

import type { PluginRecord } from "../chakra/records.js";
import {
  ACCOUNTS_UNREAD,
  CHOOSE,
  MEANING,
  MEANING_STATES,
  NOT_CONNECTED,
  NO_NUMBER,
  NO_RECORD,
  SWITCHED_OFF,
} from "../contract.js";
import type { ChakraConnectionState, ChakraIssue, ChakraNumber } from "../contract.js";
import type { KnownAccounts, NumberChoice } from "../store/tenant-record.js";
import { areOutdated } from "./known-accounts.js";
import { hasLapsed } from "./lookup.js";
import type { NumberLookup } from "./lookup.js";
import { verdictOfAccounts, verdictOfNumber } from "./verdict.js";
import type { Verdict } from "./verdict.js";

/** State and numbers of one tenant. */
export interface Connection {
  readonly state: ChakraConnectionState;
  /** The reason, written for people; for every state except `connected`. */
  readonly reason: string | undefined;
  /** The numbers of this state. */
  readonly numbers: ChakraNumber[];
}

type StateAndReason = readonly [ChakraConnectionState, string | undefined];

/** Nothing connected: no plugin, or one without a signup. */
export const NO_CONNECTION: Connection = {
  state: "not_connected",
  reason: NOT_CONNECTED,
  numbers: [],
};

/** The connection by a plugin's record, the lookups of its relevant numbers, and its accounts. */
export function connectionOf(
  plugin: PluginRecord,
  lookups: readonly NumberLookup[],
  known: KnownAccounts,
  checkedAt: number,
): Connection {
  if (plugin.accountIds.length === 0 && plugin.phoneNumberIds.length === 0) return NO_CONNECTION;
  const accounts = known.records.filter(({ id }) => plugin.accountIds.includes(id));
  const counting = lookups.filter((it) => !hasLapsed(it, checkedAt));
  const verdicts = counting.map((it) => verdictOfNumber(it, accounts));
  // The known accounts may be out of date.
  const isDoubted = plugin.isActive && areOutdated(known, checkedAt);
  const doubts = isDoubted ? [{ message: ACCOUNTS_UNREAD }] : [];
  const numbers = counting.map((it, place) =>
    told(it, [...(verdicts[place]?.issues ?? []), ...doubts]),
  );
  const [state, reason] = stateOf(plugin, verdicts, verdictOfAccounts(accounts), lookups.length);
  return { state, reason, numbers };
}

/** The one number that is connected, whether or not it may send; none while there is still one to be chosen. */
export function numberInUse({ state, numbers }: Connection): ChakraNumber | undefined {
  const isInUse = state === "connected" || state === "in_review" || state === "action_needed";
  // Several, of which none works: none was chosen.
  return isInUse && numbers.length === 1 ? numbers[0] : undefined;
}

/** The relevant numbers: the chosen one if the choice is still valid, otherwise all. */
export function relevantNumbers(
  { phoneNumberIds }: PluginRecord,
  choice: NumberChoice | undefined,
): readonly string[] {
  const holds =
    choice !== undefined &&
    phoneNumberIds.includes(choice.phoneNumberId) &&
    phoneNumberIds.every((id) => choice.among.includes(id));
  return holds ? [choice.phoneNumberId] : phoneNumberIds;
}

function stateOf(
  plugin: PluginRecord,
  verdicts: readonly Verdict[],
  accounts: Verdict,
  listed: number,
): StateAndReason {
  if (!plugin.isActive) return ["reconnect_needed", SWITCHED_OFF];
  const [first, ...others] = verdicts;
  if (!first) return withoutNumber(accounts, listed === 0);
  if (others.length === 0) return byGravity(first);
  // The customer must choose one, unless none of them is connected any more.
  const best = verdicts.reduce((best, it) => (it.gravity < best.gravity ? it : best));
  if (best.gravity >= MEANING.ReconnectNeeded) return byGravity(best);
  return ["choose_number", CHOOSE];
}

function byGravity({ gravity, reason }: Verdict): StateAndReason {
  return [MEANING_STATES[gravity], reason];
}

function withoutNumber(accounts: Verdict, isNoneListed: boolean): StateAndReason {
  // A number is missing in any case: a review of the account can wait.
  if (accounts.gravity > MEANING.InReview) return byGravity(accounts);
  return ["connected_without_number", isNoneListed ? NO_NUMBER : NO_RECORD];
}

/** A number as the widget gets it. Without a record, only its id is known. */
function told({ phoneNumberId, record }: NumberLookup, issues: ChakraIssue[]): ChakraNumber {
  const { displayPhoneNumber, verifiedName, qualityRating, messagingLimitTier } = record ?? {};
  return {
    phoneNumberId,
    displayPhoneNumber: displayPhoneNumber ?? phoneNumberId,
    ...(verifiedName !== undefined && { verifiedName }),
    ...(qualityRating !== undefined && { qualityRating }),
    ...(messagingLimitTier !== undefined && { messagingLimitTier }),
    issues,
  };
}
