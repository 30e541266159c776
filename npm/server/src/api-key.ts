// Chakra's API key: a secret that does not print itself.

/** The partner's API key at Chakra. Its only way out is the `Authorization` header. */
export class ApiKey {
  readonly #value: string;

  /** A key, or none yet: a build may import the handler without one. Throws where the text cannot be a key. */
  constructor(text: string | undefined) {
    // A line break at the end is what key files leave behind.
    const value = typeof text === "string" ? text.trim() : "";
    if (!/^[!-~]*$/.test(value)) {
      // Never with the text.
      throw new TypeError("apiKey holds white space or characters outside ASCII: copy it again");
    }
    this.#value = value;
  }

  /** Whether there is none. */
  get isMissing(): boolean {
    return this.#value === "";
  }

  /** The value of the `Authorization` header. */
  authorization(): string {
    return `Bearer ${this.#value}`;
  }
}
