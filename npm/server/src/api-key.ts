// Chakra's API keys: secrets that do not print themselves. One, or two while one takes the other's place.

import type { Log } from "./log.js";

/** The partner's API key at Chakra. Its only way out is the `Authorization` header. */
export class ApiKey {
  readonly #value: string;

  /** Throws where the text cannot be a key; never with the text. */
  constructor(value: string, option: string) {
    if (!/^[!-~]+$/.test(value)) {
      throw new TypeError(`${option} holds white space or characters outside ASCII: copy it again`);
    }
    this.#value = value;
  }

  /** The value of the `Authorization` header. */
  authorization(): string {
    return `Bearer ${this.#value}`;
  }
}

/** The keys that may be used, and which of them was accepted last. None yet: a build may import the handler without. */
export class ApiKeys {
  readonly #keys: readonly ApiKey[];
  readonly #log: Log;
  #current = 0;

  constructor(apiKey: string | undefined, nextApiKey: string | undefined, log: Log) {
    this.#keys = Object.entries({ apiKey, nextApiKey }).flatMap(([option, text]) => {
      // A line break at the end is what key files leave behind.
      const value = typeof text === "string" ? text.trim() : "";
      return value === "" ? [] : [new ApiKey(value, option)];
    });
    this.#log = log;
  }

  /** How many there are. */
  get count(): number {
    return this.#keys.length;
  }

  /** The keys in the order in which they are to be tried. */
  inOrder(): ApiKey[] {
    return [...this.#keys.slice(this.#current), ...this.#keys.slice(0, this.#current)];
  }

  /** Remembers which key was accepted. */
  accept(key: ApiKey): void {
    const place = this.#keys.indexOf(key);
    if (place === this.#current) return;
    this.#current = place;
    this.#log("warn", "Chakra refused an API key and accepted the other one", {});
  }
}
