// `chakra-whatsapp-connect/server/node`: the handler for Express, Fastify, `node:http` and `node:http2`.

import type { ConnectHandler } from "./handler.js";
import { consoleLog, words } from "./log.js";
import { toRequest } from "./node-request.js";

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
    respond(response, 400);
    return;
  }
  ORIGINALS.set(request, original);
  try {
    const { status, headers, body } = await handler(request);
    const bytes = body ? new Uint8Array(await new Response(body).arrayBuffer()) : undefined;
    respond(response, status, headers, bytes);
  } catch (error) {
    // Not thrown: with `node:http`, it would end the process.
    consoleLog("error", "the handler failed", { cause: words(error) });
    respond(response, 500);
  }
}

/** Sends the response, unless another one was sent meanwhile, for example by a middleware that limits the time. */
function respond(
  response: NodeResponse,
  status: number,
  headers: Iterable<[string, string]> = [],
  body?: Uint8Array,
): void {
  const { headersSent, writableEnded, destroyed } = response as ResponseState;
  if (headersSent || writableEnded || destroyed) return;
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  response.end(body);
}

/** What Node's responses say about themselves. */
interface ResponseState extends NodeResponse {
  readonly headersSent?: boolean;
  readonly writableEnded?: boolean;
  readonly destroyed?: boolean;
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
      // Those of hooks. Fastify adds them when it sends a response itself.
      const { getHeaders } = reply as ReplyWithHeaders;
      for (const [name, value] of Object.entries(getHeaders?.call(reply) ?? {})) {
        if (value !== undefined) reply.raw.setHeader(name, Array.isArray(value) ? value : String(value));
      }
      return answer(handler, request.raw, request, reply.raw);
    });
  };
}

/** The reply's headers, as set by hooks. */
interface ReplyWithHeaders {
  getHeaders?(): Record<string, string | number | string[] | undefined>;
}
