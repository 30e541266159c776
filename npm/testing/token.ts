// Connect tokens in the form of Chakra's, without access to anything.
const LIFETIME_SECONDS = 3600;

/** A JSON Web Token without a valid signature. `randomString` identifies the mock that created it. */
export function mintToken(pluginId: string, randomString: string): { connectToken: string; expiresInSeconds: number } {
  const iat = Math.floor(Date.now() / 1000);
  const payload = { iat, data: { pluginId, clientReferenceId: "mock" }, randomString, exp: iat + LIFETIME_SECONDS };
  const connectToken = [{ alg: "HS256", typ: "JWT" }, payload].map(encode).concat("mock").join(".");
  return { connectToken, expiresInSeconds: LIFETIME_SECONDS };
}

/** The `randomString` of a token, if it is one. */
export function randomStringOf(connectToken: unknown): string | undefined {
  try {
    const [, payload = ""] = String(connectToken).split(".");
    return JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))).randomString;
  } catch {
    return undefined;
  }
}

// The payload has no letter beyond ASCII.
const encode = (value: unknown) =>
  btoa(JSON.stringify(value)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
