// PURE: judges the health and status words of a number and its account. The most severe finding decides.

import type { HealthEntity } from "../chakra/records.js";
import { accountWords } from "../chakra/status-words.js";
import type { Gravity, StatusWord } from "../chakra/status-words.js";
import { MEANING, MOST_ISSUES, RECORD_FAILED, SENDING_BLOCKED, SENDING_LIMITED } from "../contract.js";
import type { ChakraIssue } from "../contract.js";
import type { AccountRecord } from "../store/tenant-record.js";
import type { NumberLookup } from "./lookup.js";

/** One problem in a record. */
interface Finding {
  readonly gravity: Gravity;
  readonly issue: ChakraIssue;
}

/** Everything found about one number, or about accounts. */
export interface Verdict {
  readonly gravity: Gravity;
  /** Why it is not just connected. */
  readonly reason: string | undefined;
  /** The first problems, each once. A review is not one: it ends without help. */
  readonly issues: ChakraIssue[];
}

/** Judges a number by its own record and those of the accounts. */
export function verdictOfNumber(
  { record, error }: NumberLookup,
  accounts: readonly AccountRecord[],
): Verdict {
  // Its own account, or all accounts if its record names none of them.
  const own = accounts.filter((it) => it.id === record?.accountId);
  return verdict([
    // It has Meta's own explanation, so it comes first.
    ...(record?.health ?? []).flatMap(healthFindings),
    ...(record?.words ?? []).flatMap(wordFinding),
    ...accountFindings(own.length > 0 ? own : accounts),
    ...(error ? [{ gravity: MEANING.Notice, issue: { message: RECORD_FAILED } }] : []),
  ]);
}

/** Judges accounts without a number. */
export function verdictOfAccounts(accounts: readonly AccountRecord[]): Verdict {
  return verdict(accountFindings(accounts));
}

function verdict(findings: readonly Finding[]): Verdict {
  const gravity = findings.reduce<Gravity>(
    (most, it) => (it.gravity > most ? it.gravity : most),
    MEANING.Fine,
  );
  // The first of several.
  const gravest = findings.find((it) => it.gravity === gravity);
  const issues = new Map<string, ChakraIssue>();
  for (const { gravity, issue } of findings) {
    if (gravity !== MEANING.InReview) issues.set(JSON.stringify(issue), issue);
  }
  return {
    gravity,
    reason: gravity > MEANING.Notice ? gravest?.issue.message : undefined,
    issues: [...issues.values()].slice(0, MOST_ISSUES),
  };
}

function accountFindings(accounts: readonly AccountRecord[]): Finding[] {
  return accounts.flatMap(accountWords).flatMap(wordFinding);
}

function wordFinding({ gravity, message, solution }: StatusWord): Finding[] {
  if (gravity === MEANING.Fine) return [];
  return [{ gravity, issue: issue(undefined, message, solution) }];
}

function healthFindings({ sending, errors }: HealthEntity): Finding[] {
  if (sending !== "LIMITED" && sending !== "BLOCKED") return [];
  const isBlocked = sending === "BLOCKED";
  const gravity = isBlocked ? MEANING.ActionNeeded : MEANING.Notice;
  const blanket = isBlocked ? SENDING_BLOCKED : SENDING_LIMITED;
  if (errors.length === 0) return [{ gravity, issue: { message: blanket } }];
  return errors.map(({ code, description, solution }) => ({
    gravity,
    issue: issue(code, description ?? blanket, solution),
  }));
}

function issue(
  code: string | undefined,
  message: string,
  solution: string | undefined,
): ChakraIssue {
  return {
    ...(code !== undefined && { code }),
    message,
    ...(solution !== undefined && { solution }),
  };
}
