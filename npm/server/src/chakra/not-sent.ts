// Whether a failed `fetch` proves that nothing was sent. Each platform reports that differently. A request that may
// have been sent may have created a plugin, so an unknown error proves nothing.

/** Node: what failed, before there was a connection. */
const SYSCALL = /^(connect|getaddrinfo|query[A-Z]\w*)$/;

/**
 * Codes of errors that do not say what failed: refused connections, unknown hosts, timeouts of connecting, proxies that
 * open no tunnel, certificates, and messages of TLS that end a handshake.
 */
const CODE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_TLS|ConnectionRefused|DNSLookup\w*|FailedToOpenSocket|\w*CERT\w*|\w+_CRL|CRL_\w+|UNABLE_TO_\w+|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|ERR_SSL_.*(CERTIFICATE|HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNRECOGNIZED_NAME|UNSUPPORTED_PROTOCOL))$/;

/** The same in words: of Node, platforms that keep no code, Deno, Bun, proxies. An address has no spaces. */
const MESSAGE =
  /before secure TLS connection|\b(connect|getaddrinfo) E[A-Z_]+\b|client error \(Connect\)|error trying to connect|[Cc]onnection refused|TLS handshake failed|when HTTP Tunneling/;

/** Causes of causes; an error may be its own cause. */
const DEPTH = 5;

/** Whether the error of a `fetch` proves that nothing was sent. */
export function isNotSent(error: unknown, depth = DEPTH): boolean {
  if (depth === 0 || typeof error !== "object" || error === null) return false;
  const { cause, code, errors, message, syscall } = error as Record<string, unknown>;
  // One for each address: one of them may have received the request.
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.every((it) => isNotSent(it, depth - 1));
  }
  // `EHOSTUNREACH` and others also end a `read` on a connection.
  const isBefore =
    typeof syscall === "string" ? SYSCALL.test(syscall) : isIn(CODE, code) || isIn(MESSAGE, message);
  return isBefore || isNotSent(cause, depth - 1);
}

function isIn(pattern: RegExp, text: unknown): boolean {
  return typeof text === "string" && pattern.test(text);
}
