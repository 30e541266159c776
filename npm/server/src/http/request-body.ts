// Reads the JSON of a request: declared as JSON, short, in time, and in the form that its call expects.

import { field, isObject } from "../chakra/envelope.js";
import { within } from "../clock.js";
import type { Clock } from "../clock.js";
import { ConnectError } from "../connect-error.js";
import { BODY_TIME, INTENTS, REQUEST_BODY } from "../contract.js";
import { readShort } from "./short-body.js";

/** The fields of the body. A form on another site cannot send JSON without a preflight. */
export async function readBody(request: Request, clock: Clock): Promise<Record<string, unknown>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type.trim())) {
    throw new ConnectError("unsupported_media_type");
  }
  if (Number(request.headers.get("content-length")) > REQUEST_BODY) {
    throw new ConnectError("body_too_large");
  }
  const reading = readShort(request.body, REQUEST_BODY).catch(() => {
    throw new ConnectError("bad_request");
  });
  const late = () => new ConnectError("request_timeout");
  const text = await within(clock, BODY_TIME, reading, late);
  if (text === undefined) throw new ConnectError("body_too_large");
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ConnectError("bad_request");
  }
  return isObject(body) ? body : refuse();
}

/** How long to wait for an unread body. */
const DISCARD_TIME = 1_000;

/**
 * Reads the unread rest of a body, up to the limit: if the response comes before the end of the request, some servers
 * close the connection, and the caller gets no response.
 */
export async function discardBody(request: Request, clock: Clock): Promise<void> {
  if (request.bodyUsed || !request.body) return;
  const reading = readShort(request.body, REQUEST_BODY).catch(() => undefined);
  await within(clock, DISCARD_TIME, reading, () => undefined).catch(() => undefined);
}

/** The plugin id from the browser, in the body of the token call. */
export function readTokenRequest(body: Record<string, unknown>): string | undefined {
  const { intent } = body;
  if (intent !== undefined && !(INTENTS as readonly unknown[]).includes(intent)) refuse();
  return optionalText(body, "pluginId");
}

/** The widget's event: the customer's choice of a number, or a hint. A body with both is rejected. */
export type ConnectEvent = { readonly phoneNumberId: string } | { readonly event: string };

/** The event in the body of the event call. */
export function readConnectEvent(body: Record<string, unknown>): ConnectEvent {
  const phoneNumberId = optionalText(body, "phoneNumberId");
  const event = optionalText(body, "event");
  optionalText(body, "attemptId");
  if (phoneNumberId !== undefined && event === undefined) return { phoneNumberId };
  if (event !== undefined && phoneNumberId === undefined) return { event };
  return refuse();
}

function optionalText(body: Record<string, unknown>, name: string): string | undefined {
  const value = field(body, name) ?? undefined;
  return value === undefined || typeof value === "string" ? value : refuse();
}

function refuse(): never {
  throw new ConnectError("bad_request");
}
