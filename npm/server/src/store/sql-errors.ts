// What an error of a database's driver means. Drivers tell it by codes, or only in words.

/**
 * Codes of a database that cannot be reached, is starting, stopping, busy or read-only (after a failover), or has ended
 * the session or the statement: of Node, SQLSTATEs, and of the drivers.
 */
const CODE =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EMFILE|ENFILE|UND_ERR_|CONNECT|CONNECTION|08|25006|25P0[345]|53|55P03|57|SQLITE_BUSY|SQLITE_LOCKED|PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|PROTOCOL_ENQUEUE_|ER_CON_COUNT|ER_TOO_MANY_USER_CONNECTIONS|ER_USER_LIMIT_REACHED|ER_LOCK_|ER_OPTION_PREVENTS_STATEMENT|ER_READ_ONLY_MODE|ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION|ER_SERVER_SHUTDOWN|ER_NORMAL_SHUTDOWN|ER_NEW_ABORTING_CONNECTION|ER_QUERY_INTERRUPTED|ER_QUERY_TIMEOUT|ER_CONNECTION_KILLED|ER_SESSION_WAS_KILLED|ER_CLIENT_INTERACTION_TIMEOUT|ER_STATEMENT_TIMEOUT|HRANA_CLOSED|HRANA_WEBSOCKET|ERR_(POSTGRES|MYSQL)_\w*(CONNECTION|TIMEOUT)|POOL_)/;

/** The same in words, of errors without a code: pg, mysql2, D1, databases over HTTP. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Pool is closed|No connections available|Queue limit reached|Can't add new command when connection is in closed state|fetch failed|Network connection lost|D1_.*(Network connection lost|object to be reset|code was updated|overloaded|transient issue))/;

/** How many errors may be wrapped in each other. */
const DEPTH = 4;

/** Whether the same statement may succeed later. */
export function isUnavailable(error: unknown): boolean {
  // `node:sqlite` reports a lock by its message, libSQL a failed server.
  return isAny(error, ({ code, message }) =>
    code === undefined
      ? WORDS.test(message)
      : CODE.test(code) ||
        (code === "ERR_SQLITE_ERROR" && /^database (\w+ )?is locked/.test(message)) ||
        (code === "SERVER_ERROR" && /HTTP status 5/.test(message)),
  );
}

/**
 * Whether the database has undone the statement, because of a concurrent one: it does so at the isolation levels
 * `repeatable read` and `serializable`, and to end a deadlock.
 */
export function isConflict(error: unknown): boolean {
  return isAny(error, ({ code = "" }) => /^(40001|40P01|ER_LOCK_DEADLOCK|ER_CHECKREAD)$/.test(code));
}

/** Whether the table does not exist. PostgreSQL and MySQL report it by a code, SQLite by its message. */
export function lacksTable(error: unknown): error is Error {
  return isAny(
    error,
    ({ code = "", message }) => /^(42P01|ER_NO_SUCH_TABLE)/.test(code) || /no such table/.test(message),
  );
}

/** Whether it is true of the error, or of one that it wraps: query builders wrap the driver's. */
function isAny(error: unknown, is: (thrown: DriverError) => boolean, depth = DEPTH): boolean {
  if (depth === 0 || !(error instanceof Error)) return false;
  const { code, message, cause } = error as Error & { code?: unknown };
  const text = code === undefined || code === null || code === "" ? undefined : String(code);
  return is({ code: text, message }) || isAny(cause, is, depth - 1);
}

/** The code and message of a driver's error. */
interface DriverError {
  readonly code?: string | undefined;
  readonly message: string;
}
