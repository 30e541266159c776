// Chakra's API keys: secrets that do not print themselves. One key, or two during a rotation.

import type { Log } from "./log.js";

/** The partner's API key at Chakra. It is readable only as the `Authorization` header. */
export class ApiKey {
  readonly #value: string;

  /** Throws if the text cannot be a key. The error does not contain the text. */
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

/** The keys, and the last accepted one. May be empty, because a build may import the handler without a key. */
export class ApiKeys {
  readonly #keys: readonly ApiKey[];
  readonly #log: Log;
  #current = 0;

  constructor(apiKey: string | undefined, nextApiKey: string | undefined, log: Log) {
    this.#keys = Object.entries({ apiKey, nextApiKey }).flatMap(([option, text]) => {
      // Key files often end with a line break.
      const value = typeof text === "string" ? text.trim() : "";
      return value === "" ? [] : [new ApiKey(value, option)];
    });
    this.#log = log;
  }

  /** The number of keys. */
  get count(): number {
    return this.#keys.length;
  }

  /** The keys in the order of use. */
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
