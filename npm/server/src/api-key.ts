// Chakra's API key: a secret that does not print itself.

/** The partner's API key at Chakra. Its only way out is the `Authorization` header. */
export class ApiKey {
  readonly #value: string;

  /** Throws where the text cannot be a key; the message never holds it. */
  constructor(text: string | undefined) {
    // A line break at the end is what key files leave behind.
    const value = typeof text === "string" ? text.trim() : "";
    if (value === "") {
      throw new TypeError(
        "apiKey is empty: create a key in Chakra's dashboard under API Keys, and pass it from a secret of your server",
      );
    }
    if (!/^[!-~]+$/.test(value)) {
      throw new TypeError("apiKey holds white space or characters outside ASCII: copy it again");
    }
    this.#value = value;
  }

  /** The value of the `Authorization` header. */
  authorization(): string {
    return `Bearer ${this.#value}`;
  }
}
