// The envelope of Chakra's responses, and the other forms that integrators have seen.

import { isId } from "../tenant.js";
import { parseJson } from "./json.js";

/** The content of a body in any of these forms. */
export interface Envelope {
  /** `_data`, or the whole body if it has no envelope; null if there is none, undefined if the body is not JSON. */
  readonly data: unknown;
  /** Error texts, for classification only: never log them or pass them on. */
  readonly errors: readonly string[];
  /** The whole body, if it was JSON. */
  readonly whole: unknown;
}

/** Reads a body. A page from something in between, for example a proxy, has no content. */
export function readEnvelope(text: string): Envelope {
  let whole: unknown;
  try {
    whole = parseJson(text);
  } catch {
    return { data: text.trim() ? undefined : null, errors: [], whole: undefined };
  }
  const inner = field(whole, "_data");
  // `{"_errors": […]}` alone has no data; anything else is taken as unwrapped data.
  const hasErrors = field(whole, "_errors") !== undefined;
  const data = inner === undefined ? (hasErrors ? null : whole) : inner;
  return { data, errors: errorTexts(whole), whole };
}

/** The only message recognised by its wording: the plugin was deleted at Chakra. */
export function saysPluginNotFound({ errors }: Envelope): boolean {
  return errors.some((text) => {
    const lower = text.toLowerCase();
    return lower.includes("plugin") && lower.includes("not found");
  });
}

/** Whether Chakra's own error list is filled; other forms count only with an error status. */
export function hasDeclaredErrors({ whole }: Envelope): boolean {
  const errors = field(whole, "_errors");
  return (Array.isArray(errors) || typeof errors === "string") && errors.length > 0;
}

/** Texts of `_errors` and `errors` (strings or objects), `message`, `error` (string or Meta's object). */
function errorTexts(body: unknown): string[] {
  return ["_errors", "errors", "message", "error"]
    .flatMap((name) => field(body, name) as unknown)
    .map((error) => (typeof error === "string" ? error : field(error, "message")))
    .filter((text) => typeof text === "string");
}

/** A field of a JSON object. */
export function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Whether the value is a JSON object, not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is not empty; very long ones are cut. */
export function text(value: unknown): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return [...value.trim()].slice(0, 500).join("");
}

/** The id in a text: one that addresses, databases and logs take. */
export function readId(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : undefined;
  return isId(text) ? text : undefined;
}

/** An id, from a string or a number. */
export function identifier(value: unknown): string | undefined {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : text(value);
}
