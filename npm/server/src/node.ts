// `chakra-whatsapp-connect/server/node`: the handler for Express, Fastify, `node:http` and `node:http2`.

import type { ConnectHandler } from "./handler.js";

/** The used part of Node's `IncomingMessage`. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket?: object | null | undefined;
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** The used part of Node's `ServerResponse`. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string | string[]): unknown;
  end(chunk?: Uint8Array | string): unknown;
}

/** The framework's own request, for your `tenant` function: for example `nodeRequest(request).session`. */
export function nodeRequest<T = any>(request: Request): T {
  return ORIGINALS.get(request) as T;
}

const ORIGINALS = new WeakMap<Request, unknown>();

/**
 * The handler for Node's servers: `app.use("/api/chakra", toNodeHandler(handler))` in Express,
 * `createServer(toNodeHandler(handler))` with `node:http`. Behind `express.json()`, it uses the parsed body.
 */
export function toNodeHandler(
  handler: ConnectHandler,
): (request: NodeRequest & FrameworkRequest, response: NodeResponse) => Promise<void> {
  return (request, response) => answer(handler, request, request, response);
}

/** Fields that frameworks add to Node's request. */
export interface FrameworkRequest {
  /** Express: the whole path, if the handler is mounted under a path. */
  readonly originalUrl?: string;
  /** The body, if it was already parsed. */
  readonly body?: unknown;
}

async function answer(
  handler: ConnectHandler,
  node: NodeRequest,
  original: FrameworkRequest,
  response: NodeResponse,
): Promise<void> {
  let request: Request;
  try {
    request = toRequest(node, original);
  } catch {
    // The platform rejects the address or a header.
    response.statusCode = 400;
    response.end();
    return;
  }
  ORIGINALS.set(request, original);
  const { status, headers, body } = await handler(request);
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  response.end(body ? new Uint8Array(await new Response(body).arrayBuffer()) : undefined);
}

/** The used part of Fastify. */
export interface FastifyLike {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    options: { parseAs: "string" },
    parse: (request: unknown, body: string, done: (error: null, body: string) => void) => void,
  ): unknown;
  all(
    path: string,
    handler: (
      request: { raw: NodeRequest; body?: unknown; originalUrl?: string },
      reply: { hijack(): unknown; raw: NodeResponse },
    ) => unknown,
  ): unknown;
}

/**
 * The handler as a Fastify plugin: `app.register(toFastifyPlugin(handler), { prefix: "/api/chakra" })`. In your
 * `tenant` function, `nodeRequest(request)` returns Fastify's own request.
 */
export function toFastifyPlugin(handler: ConnectHandler): (app: FastifyLike) => Promise<void> {
  return async (app) => {
    // Unparsed: the handler checks types and JSON itself. The app keeps its own parsers: these are the plugin's.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "string" }, (_, body, done) => done(null, body));
    app.all("/*", (request, reply) => {
      reply.hijack();
      return answer(handler, request.raw, request, reply.raw);
    });
  };
}

function toRequest(node: NodeRequest, { originalUrl, body }: FrameworkRequest): Request {
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

/** The body as a stream. Nothing is read before the handler reads; the rest is discarded. */
function streamOf(node: NodeRequest): ReadableStream<Uint8Array> {
  let [isBegun, isOver] = [false, false];
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    isBegun = true;
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
