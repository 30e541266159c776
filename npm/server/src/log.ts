// What the package tells the partner's log: never a key, a token or a body of Chakra's.

/** How much a line matters. */
export type LogLevel = "info" | "warn" | "error";

/** What a line is about: ids, codes and counts. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Takes one line of the log. */
export type Log = (level: LogLevel, message: string, fields: LogFields) => void;

/** Writes to the console. */
export const consoleLog: Log = (level, message, fields) => {
  console[level](`chakra-connect: ${message}`, fields);
};

/** The text of an error that is not ours. Of Chakra's client none arrives here. */
export function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
}
