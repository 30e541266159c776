// Whose connection it is, and what the one who asks may do with it.

/** The customer's account in your product. */
export interface Tenant {
  /** Your own, never changing id: up to 200 bytes on one line. Chakra gets it as `clientReferenceId`. */
  readonly id: string;
  /** The name a person knows it by. Chakra gets it as `clientName`, or the id where there is none. */
  readonly name?: string | null | undefined;
  /** Chakra gets it as `clientEmail`. */
  readonly email?: string | null | undefined;
}

/** One thing that a caller may do: read the status, get a token and choose a number, end the connection. */
export type Right = "view" | "connect" | "disconnect";

/** The tenant of a request, and who asks. */
export interface Caller extends Tenant {
  /** Your id of the user, for the log of who did what. */
  readonly user?: string | null | undefined;
  /** What the user may do: everything, unless given. No right includes another. */
  readonly rights?: readonly Right[] | undefined;
}

/** The tenant by its id alone, or with more of it. */
export type TenantLike = string | Tenant;

/** Far above any database's key. */
const LONGEST_ID = 200;
const LONGEST_NAME = 200;
const LONGEST_EMAIL = 254;
const CONTROL = /\p{Cc}/u;

/** The tenant with an id, a name and an email as Chakra may have them; undefined where the id is none. */
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

function isId(id: unknown): boolean {
  return (
    typeof id === "string" &&
    id !== "" &&
    new TextEncoder().encode(id).length <= LONGEST_ID &&
    id.trim() === id &&
    !CONTROL.test(id)
  );
}

function oneLine(text: string): string {
  return text
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => word !== "")
    .join(" ");
}

function isEmail(text: string): boolean {
  return text.length <= LONGEST_EMAIL && /^[^\s\p{Cc},;<>]+@[^\s\p{Cc},;<>@]+$/u.test(text);
}
