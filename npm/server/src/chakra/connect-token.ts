// The connect token: a JWT of one hour that Chakra makes and its browser SDK takes.

import { field, isObject } from "./envelope.js";

/** A connect token as Chakra gave it: a secret of its customer. */
export class ConnectToken {
  readonly #text: string;
  /** `data.pluginId` of its payload. */
  readonly pluginId: string | undefined;
  /** `exp - iat`, rounded down: no clock of ours takes part. */
  readonly expiresInSeconds: number | undefined;

  /**
   * Takes a text that has the shape of a JWT; undefined of any other. The API key, which has no dots, must not reach a
   * browser by some mix-up. The signature is not checked: the token comes from Chakra, and only Chakra uses it.
   */
  static read(text: unknown): ConnectToken | undefined {
    const isToken = typeof text === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
    return isToken ? new ConnectToken(text) : undefined;
  }

  private constructor(text: string) {
    this.#text = text;
    const claims = payload(text);
    const named = field(field(claims, "data"), "pluginId");
    this.pluginId = typeof named === "string" && named.trim() !== "" ? named.trim() : undefined;
    const [until, since] = [field(claims, "exp"), field(claims, "iat")];
    const isLifetime = typeof until === "number" && typeof since === "number";
    const seconds = isLifetime ? Math.floor(until - since) : 0;
    this.expiresInSeconds = seconds > 0 ? seconds : undefined;
  }

  /** The token itself, for the answer to the widget. */
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
