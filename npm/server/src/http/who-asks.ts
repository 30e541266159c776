// The caller of a request: the tenant from your own code, and the user's rights.

import { ConnectError } from "../connect-error.js";
import { words } from "../log.js";
import type { Log } from "../log.js";
import { readTenant } from "../tenant.js";
import type { Caller, Right } from "../tenant.js";

/**
 * Reads the tenant of a request from your session. Returns the tenant's id, or an object with more fields; nothing if
 * nobody is signed in. Never read it from a body, a query or a header that a browser can set. Do not read the body:
 * the handler needs it.
 */
export type TenantOf = (
  request: Request,
) => string | Caller | null | undefined | Promise<string | Caller | null | undefined>;

/** A caller whose rights were read. */
export interface Asker extends Caller {
  readonly rights: readonly Right[];
}

const ALL_RIGHTS: readonly Right[] = ["view", "connect", "disconnect"];

/** The caller of the request. */
export async function whoAsks(tenantOf: TenantOf, request: Request, log: Log): Promise<Asker> {
  let given: string | Caller | null | undefined;
  try {
    given = await tenantOf(request);
  } catch (error) {
    throw new ConnectError(codeOf(error, log));
  }
  if (given === null || given === undefined) throw new ConnectError("unauthorized");
  const tenant = readTenant(given);
  if (!tenant) {
    log("error", "tenant gave an id that is empty, too long or not of one line", {});
    throw new ConnectError("unauthorized");
  }
  const user = typeof given === "string" ? undefined : given.user;
  return { ...tenant, user, rights: rightsOf(given, log) };
}

/**
 * All rights only if the property is absent. A missing role, as in `rights: RIGHTS[role]`, must not grant any, nor must
 * a text, which would be searched for the name of a right.
 */
function rightsOf(given: string | Caller, log: Log): readonly Right[] {
  if (typeof given === "string" || !("rights" in given)) return ALL_RIGHTS;
  const rights: unknown = given.rights;
  if (Array.isArray(rights) && rights.every((it) => typeof it === "string")) return rights as Right[];
  log("error", "tenant gave rights that are not a list of texts: the user has none", { tenant: given.id });
  return [];
}

/** Rejects a caller without this right. */
export function require({ id, user, rights }: Asker, right: Right, log: Log): void {
  if (rights.includes(right)) return;
  log("info", "a call was refused: the user lacks the right", {
    tenant: id,
    user: user ?? undefined,
    right,
  });
  throw new ConnectError("forbidden");
}

/** Frameworks throw a `Response` if nobody is signed in, for example a redirect to the sign-in page. */
function codeOf(error: unknown, log: Log) {
  if (error instanceof Response) {
    if (error.status === 403) return "forbidden";
    if (error.status === 401 || (error.status >= 300 && error.status < 400)) return "unauthorized";
  }
  log("error", "tenant failed", { cause: words(error) });
  return "tenant_unavailable";
}
