// The connect token: a JWT from Chakra for its browser SDK, valid for one hour.

import { field, isObject, readId } from "./envelope.js";

/** A connect token from Chakra: a secret of its customer. */
export class ConnectToken {
  readonly #text: string;
  /** `data.pluginId` of its payload. */
  readonly pluginId: string | undefined;
  /** `exp - iat`, rounded down: independent of our clock. */
  readonly expiresInSeconds: number | undefined;

  /**
   * Reads a text in the format of a JWT, and returns undefined for any other, so that the API key, which has no dots,
   * cannot reach a browser by mistake. The signature is not checked, because the token comes from Chakra, and only
   * Chakra uses it.
   */
  static read(text: unknown): ConnectToken | undefined {
    const isToken = typeof text === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
    return isToken ? new ConnectToken(text) : undefined;
  }

  private constructor(text: string) {
    this.#text = text;
    const claims = payload(text);
    this.pluginId = readId(field(field(claims, "data"), "pluginId"));
    const [until, since] = [field(claims, "exp"), field(claims, "iat")];
    const isLifetime = typeof until === "number" && typeof since === "number";
    const seconds = isLifetime ? Math.floor(until - since) : 0;
    // JSON has no infinity.
    this.expiresInSeconds = seconds > 0 && seconds < Infinity ? seconds : undefined;
  }

  /** The token itself, for the response to the widget. */
  get text(): string {
    return this.#text;
  }
}

function payload(token: string): unknown {
  const encoded = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  try {
    const bytes = Uint8Array.from(atob(encoded), (it) => it.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
