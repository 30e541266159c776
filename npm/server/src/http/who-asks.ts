// Who sends a request: the tenant that your own code names, and what the user may do.

import { ConnectError } from "../connect-error.js";
import { words } from "../log.js";
import type { Log } from "../log.js";
import { readTenant } from "../tenant.js";
import type { Caller, Right } from "../tenant.js";

/**
 * Tells from your session whose connection a request is about: the tenant's id alone, or with more of it; nothing where
 * nobody is signed in. Never read it from a body, a query or a header that a browser can set. The body is read
 * afterwards: leave it.
 */
export type TenantOf = (
  request: Request,
) => string | Caller | null | undefined | Promise<string | Caller | null | undefined>;

/** The caller of the request. */
export async function whoAsks(tenantOf: TenantOf, request: Request, log: Log): Promise<Caller> {
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
  return typeof given === "string"
    ? tenant
    : { ...tenant, user: given.user, rights: given.rights };
}

/** Refuses a caller without this right. */
export function require({ id, user, rights }: Caller, right: Right, log: Log): void {
  if (!rights || rights.includes(right)) return;
  log("info", "a call was refused: the user lacks the right", {
    tenant: id,
    user: user ?? undefined,
    right,
  });
  throw new ConnectError("forbidden");
}

/** Frameworks throw a `Response` where nobody is signed in: a redirect to the sign-in page, say. */
function codeOf(error: unknown, log: Log) {
  if (error instanceof Response) {
    if (error.status === 403) return "forbidden";
    if (error.status === 401 || (error.status >= 300 && error.status < 400)) return "unauthorized";
  }
  log("error", "tenant failed", { cause: words(error) });
  return "tenant_unavailable";
}
