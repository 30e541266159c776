export type LogLevel = "info" | "warn" | "error";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Log = (level: LogLevel, message: string, fields: LogFields) => void;

export declare const consoleLog: Log;

export declare function words(error: unknown): string;
