// Log lines for the partner. They never contain a key, a token or a body from Chakra.

/** The level of a line. */
export type LogLevel = "info" | "warn" | "error";

/** The fields of a line: ids, codes, counts, and texts of this package. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Receives one line of the log. */
export type Log = (level: LogLevel, message: string, fields: LogFields) => void;

/** Writes to the console. */
export const consoleLog: Log = (level, message, fields) => {
  console[level](`chakra-connect: ${message}`, fields);
};

/** The log, whose own failure affects nothing else: the line is lost. */
export function safeLog(log: Log): Log {
  return (...line) => {
    // An async function rejects.
    (async () => log(...line))().catch(() => {});
  };
}

/** The text of a foreign error. Errors of Chakra's client never arrive here. */
export function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
}
