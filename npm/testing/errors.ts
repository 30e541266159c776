// Errors for requests of a test that the mock cannot fulfil.
import { DOCS } from "./tables.js";

const CODES = {
  unknown_outcome: "Outcomes are",
  unknown_state: "States are",
  unknown_call: "Calls are",
  unknown_problem: "Give an HTTP status from 400 to 599, \"network\", or a problem code of",
  is_restored: "The mock has been restored, and is on the page no more: make another one",
  signup_is_open: "A signup is open already. Let it end, or release what holds it",
  not_of_the_mock:
    "A connect token that is not the mock's was given to the SDK: does another backend answer the token call? Use the mock for both, or for none",
  needs_network: "In a page the SDK is no request. Use the adapter for Playwright to have it fail",
  no_mock: "The element has no `backend` of the form `mock:finish`",
  not_in_cypress: "There is no `cy`: call mockChakra() in a test or a hook of Cypress",
} as const;

/** The reason of an error. The codes are stable. */
export type MockErrorCode = keyof typeof CODES;

/** A mistake in a test, or in an address of the form `mock:finish`. */
export class MockError extends Error {
  override readonly name = "MockError";
  /** The stable code. */
  readonly code: MockErrorCode;
  /** The page with the remedy. */
  readonly docs: string = DOCS + "testing";

  constructor(code: MockErrorCode, given?: unknown, allowed?: readonly string[]) {
    const value = given === undefined ? "" : `${JSON.stringify(given)}: `;
    const list = allowed ? ` ${allowed.join(", ")}` : "";
    super(`chakra-whatsapp-connect/testing: ${value}${CODES[code]}${list}. (${code})`);
    this.code = code;
  }
}

/** Narrows `given` to one of the names, or throws the error with the list of them. */
export function oneOf<Name extends string>(
  code: MockErrorCode,
  given: unknown,
  allowed: readonly Name[],
): Name {
  const found = allowed.find((name) => name === given);
  if (found === undefined) throw new MockError(code, given, allowed);
  return found;
}
