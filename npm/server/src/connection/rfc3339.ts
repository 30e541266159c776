// Times in the format of the responses.

/** The time in RFC 3339, UTC. */
export function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
