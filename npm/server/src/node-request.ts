// A request of Node's servers as a `Request`: its address, its headers, and its body, unless somebody has read that.

import { consoleLog } from "./log.js";
import type { FrameworkRequest, NodeRequest } from "./node.js";

/** The request in the form of the platforms with `fetch`. Throws if its address or a header is not valid. */
export function toRequest(node: NodeRequest, { originalUrl, body }: FrameworkRequest): Request {
  const { method = "GET", headers, socket } = node;
  // A session of HTTP/2 has the field without TLS, too.
  const isEncrypted = (socket as { encrypted?: unknown } | null | undefined)?.encrypted === true;
  // HTTP/2 has the host in `:authority`.
  const host = headers["host"] ?? headers[":authority"];
  const url = new URL(`http${isEncrypted ? "s" : ""}://${String(host ?? "localhost")}`);
  // Set, not resolved: in `//other.example/status`, and in a whole address, there would be another host.
  const [, path = "", query = ""] = /^([^?]*)(.*)$/s.exec(originalUrl ?? node.url ?? "/") ?? [];
  [url.pathname, url.search, url.hash] = [path, query, ""];
  const list = Object.entries({ ...headers, host }).flatMap(([name, value]) =>
    // `:path` and the like are no headers.
    name.startsWith(":") ? [] : [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  const init: RequestInit & { duplex?: "half" } = { method, headers: list };
  if (method !== "GET" && method !== "HEAD") {
    init.body = body === undefined || body === null ? streamOf(node) : textOf(body);
    init.duplex = "half";
  }
  return new Request(url, init);
}

/** A body that a framework has parsed. The handler checks its declared type. */
function textOf(body: unknown): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** What Node's requests say about themselves. */
interface RequestState extends NodeRequest {
  readonly readableDidRead?: boolean;
  readonly readableEnded?: boolean;
  readonly destroyed?: boolean;
}

const ALREADY_READ =
  "the body of a request was already read, and request.body is not set: put what reads it after this handler";

/** The body as a stream. Nothing is read before the handler reads; the rest is discarded. */
function streamOf(node: NodeRequest): ReadableStream<Uint8Array> {
  let [isBegun, isOver] = [false, false];
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    isBegun = true;
    const { readableDidRead, readableEnded, destroyed } = node as RequestState;
    if (readableDidRead || readableEnded || destroyed) {
      // No event comes any more.
      isOver = true;
      if (readableEnded && !readableDidRead) return controller.close();
      if (readableDidRead) consoleLog("error", ALREADY_READ, {});
      node.resume();
      return controller.error(new Error("the body was already read"));
    }
    node.on("data", (chunk) => {
      if (isOver) return;
      controller.enqueue(chunk);
      node.pause();
    });
    node.on("end", () => {
      if (!isOver) controller.close();
      isOver = true;
    });
    node.on("close", () => {
      if (!isOver) controller.error(new Error("the request was aborted"));
      isOver = true;
    });
    // A middleware may have paused it. A listener for `data` does not undo that.
    node.resume();
  };
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (isBegun) node.resume();
        else begin(controller);
      },
      cancel() {
        // Not destroyed: the response uses the same connection.
        isOver = true;
        node.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
