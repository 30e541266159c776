// The tenant of a connection, and the rights of the caller.

/** The customer's account in your product. */
export interface Tenant {
  /** Your own permanent id: up to 200 bytes, on one line. Chakra gets it as `clientReferenceId`. */
  readonly id: string;
  /** The name that people know. Chakra gets it as `clientName`, or the id if it is absent. */
  readonly name?: string | null | undefined;
  /** Chakra gets it as `clientEmail`. */
  readonly email?: string | null | undefined;
}

/** One right of a caller: read the status, get a token and choose a number, or end the connection. */
export type Right = "view" | "connect" | "disconnect";

/** The tenant and the user of a request. */
export interface Caller extends Tenant {
  /** Your id of the user, for the log of actions. */
  readonly user?: string | null | undefined;
  /**
   * The user's rights; without this property, all: leave it out, as in `...(rights && { rights })`. `undefined`, `null` and
   * anything else that is not a list grant none.
   * No right includes another.
   */
  readonly rights?: readonly Right[];
}

/** The tenant: only its id, or with more fields. */
export type TenantLike = string | Tenant;

/** Longer than any usual key of a database. */
const LONGEST_ID = 200;
const LONGEST_NAME = 200;
const LONGEST_EMAIL = 254;
/**
 * Characters that an id must not contain: control characters and line separators; lone surrogates, all of which a
 * database would store as the same character; and characters that change the text's direction, so that it reads as
 * another text.
 */
const ODD = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** The tenant with an id, a name and an email that Chakra accepts; undefined if the id is not valid. */
export function readTenant(given: TenantLike): Tenant | undefined {
  const tenant = typeof given === "string" ? { id: given } : given;
  if (!isId(tenant.id)) return undefined;
  const words = [...oneLine(tenant.name ?? "")];
  const email = tenant.email?.trim() ?? "";
  return {
    id: tenant.id,
    name: words.slice(0, LONGEST_NAME).join(""),
    email: isEmail(email) ? email : undefined,
  };
}

/** Whether it may be an id: of a tenant, and of a record at Chakra. */
export function isId(id: unknown): id is string {
  return (
    typeof id === "string" &&
    id !== "" &&
    new TextEncoder().encode(id).length <= LONGEST_ID &&
    id.trim() === id &&
    !ODD.test(id)
  );
}

function oneLine(text: string): string {
  return text
    .split(/[\s\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/u)
    .filter((word) => word !== "")
    .join(" ");
}

function isEmail(text: string): boolean {
  return (
    text.length <= LONGEST_EMAIL && !ODD.test(text) && /^[^\s,;<>]+@[^\s,;<>@]+$/u.test(text)
  );
}
