// The mock: a backend with one tenant and a stand-in for Chakra's SDK, controlled by a test.
import type { ChakraConnectionState, ChakraStatus } from "../index.js";
import { Connection } from "./connection.js";
import { MockError, oneOf } from "./errors.js";
import { Script, problem } from "./script.js";
import { endSignup } from "./signup.js";
import type { Callback } from "./signup.js";
import { BASE_PATH, CALLS, OUTCOMES } from "./tables.js";
import type { PROBLEMS } from "./tables.js";
import { mintToken, randomStringOf } from "./token.js";

/** A call of the widget to its backend, by the last segment of its path. */
export type Call = keyof typeof CALLS;

/** The outcome of a signup. */
export type Outcome = keyof typeof OUTCOMES;

/** What can fail or be held: a call, Chakra's script (Playwright only), or an open signup. */
export type Target = Call | "sdk" | "signup";

/** An HTTP status of 400 or more, a problem code of the reference backend, or no response at all. */
export type Failure = number | keyof typeof PROBLEMS | "network";

export interface FailureOptions {
  /** Number of failing requests; by default all, until `recover()`. */
  times?: number;
  /** The value of `Retry-After`. */
  retryAfter?: number | string;
  /** The body instead of a problem: a string is sent as HTML, anything else as JSON. */
  body?: unknown;
}

/** Something that waits until a test releases it. */
export interface Hold {
  /** Settles when a request or signup is waiting. */
  readonly reached: Promise<void>;
  /** Releases all waiting and later requests or signups. */
  release(): void;
}

export interface MockOptions {
  /** The outcome of signups, or `ask`: a window with a button for each outcome. The default is `finish`. */
  outcome?: Outcome | "ask";
  /** The initial connection: a state, or a status as the backend reports it. The default is no connection. */
  state?: ChakraConnectionState | Partial<ChakraStatus>;
  /** The widget's `backend`. */
  backend?: string;
  /** The addresses of calls that are not under `backend`. A relative address applies to every origin. */
  urls?: Partial<Record<Call, string>>;
}

/** A request of the widget. */
export interface RecordedRequest {
  readonly call: Call;
  readonly method: string;
  readonly url: string;
  /** The names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON body. */
  readonly body: unknown;
}

/** A request as an adapter sees it. */
export interface MockRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null | undefined;
}

/** An adapter's response; `network` means no response. */
export type MockResponse = { status: number; headers: Record<string, string>; body: string } | "network";

/** A scripted backend and signup. An adapter connects it to the page. */
export class ChakraMock {
  /** All requests so far, in order. */
  readonly requests: RecordedRequest[] = [];
  /** The addresses of the calls. */
  readonly urls: Readonly<Record<Call, string>>;
  /** @internal */
  readonly script = new Script();
  readonly #connection = new Connection();
  readonly #id: string = crypto.randomUUID();
  readonly #waiting = new Set<() => void>();
  #outcome: Outcome | "ask" = "finish";

  constructor({ outcome, state, backend = BASE_PATH, urls }: MockOptions = {}) {
    if (outcome !== undefined) this.outcome(outcome);
    if (state !== undefined) this.set(state);
    // Its start is fixed, or many slashes would take quadratic time.
    const [, base = "", query = ""] = /^([^?#]*[^?#/]|)\/*(\?[^#]*)?/.exec(backend) ?? [];
    const of = (call: Call) => urls?.[call] ?? `${base}/${call}${query}`;
    const addresses = Object.keys(CALLS).map((call) => [call, of(call as Call)]);
    this.urls = Object.fromEntries(addresses) as Record<Call, string>;
  }

  /** Sets the outcome of all signups from now on. */
  outcome(outcome: Outcome | "ask"): void {
    this.#outcome = oneOf("unknown_outcome", outcome, [...(Object.keys(OUTCOMES) as Outcome[]), "ask"]);
  }

  /** The outcome of the next signup. */
  get nextOutcome(): Outcome | "ask" {
    return this.#outcome;
  }

  /** The current status of the backend. The widget may not have requested it yet. */
  get state(): ChakraConnectionState {
    return this.#connection.state;
  }

  /** The response to the status call. */
  get status(): ChakraStatus {
    return this.#connection.status();
  }

  /** Changes the backend's status, as if the connection had changed at Chakra. */
  set(status: ChakraConnectionState | Partial<ChakraStatus>): void {
    this.#connection.set(status);
  }

  /** Makes requests fail. */
  fail(target: Exclude<Target, "signup">, failure: Failure, options: FailureOptions = {}): void {
    this.script.fail(target, failure, options);
  }

  /** Removes the failures of one target, or of all. */
  recover(target?: Exclude<Target, "signup">): void {
    this.script.recover(target);
  }

  /** Makes the next requests of a call wait, or keeps the next signup open. */
  hold(target: Target): Hold {
    return this.script.hold(target);
  }

  /** The requests of one call. */
  calls(call: Call): RecordedRequest[] {
    oneOf("unknown_call", call, Object.keys(CALLS) as Call[]);
    return this.requests.filter((request) => request.call === call);
  }

  /** The last request of a call, when there are at least this many. */
  async called(call: Call, count = 1): Promise<RecordedRequest> {
    for (;;) {
      const request = this.calls(call)[count - 1];
      if (request) return request;
      await new Promise<void>((heard) => this.#waiting.add(heard));
    }
  }

  /** Releases everything that waits, and removes all failures. Adapters also remove their additions to the page. */
  restore(): void | Promise<void> {
    this.script.clear();
  }

  /** The call of an address, if any. @internal */
  callAt(url: URL): Call | undefined {
    return (Object.keys(CALLS) as Call[]).find((call) => {
      const own = new URL(this.urls[call], url);
      return own.origin === url.origin && own.pathname === url.pathname;
    });
  }

  /** Answers a request of the widget. @internal */
  async handle(call: Call, request: MockRequest): Promise<MockResponse> {
    const { method } = request;
    // The widget uses it to detect a redirect to a sign-in page: not a call of the contract.
    if (method === "HEAD") return this.script.isCutOff(call) ? "network" : answer(405, undefined);
    this.requests.push({ call, method, url: request.url, headers: request.headers, body: parsed(request.body) });
    for (const heard of this.#waiting) heard();
    this.#waiting.clear();
    await this.script.pass(call);
    const failure = this.script.take(call);
    if (failure?.status === "network") return "network";
    if (failure) return answer(failure.status, failure.body, failure.contentType, failure.retryAfter);
    if (method !== CALLS[call].method) return refusal("method_not_allowed");
    return this.#answer(call, parsed(request.body));
  }

  #answer(call: Call, body: unknown): MockResponse {
    const { success } = CALLS[call];
    const fields = typeof body === "object" && body ? (body as Record<string, unknown>) : {};
    switch (call) {
      case "status":
        return answer(success, this.#connection.report());
      case "connect-token": {
        const pluginId = this.#connection.ensurePlugin();
        if (fields.pluginId !== undefined && fields.pluginId !== pluginId) return refusal("plugin_not_yours");
        return answer(success, { ...mintToken(pluginId, this.#id), pluginId });
      }
      case "connect-event":
        if ("phoneNumberId" in fields && !this.#connection.choose(fields.phoneNumberId)) return refusal("unknown_number");
        return answer(success, undefined);
      case "disconnect":
        this.#connection.disconnect();
        return answer(success, undefined);
    }
  }

  /** Whether a connect token is one of this mock's. @internal */
  owns(connectToken: unknown): boolean {
    return randomStringOf(connectToken) === this.#id;
  }

  /** Ends a signup, when no test holds it open. @internal */
  async endSignup(outcome?: Outcome): Promise<Callback[]> {
    await this.script.pass("signup");
    const chosen = outcome ?? this.#outcome;
    if (chosen === "ask") throw new MockError("unknown_outcome", chosen, Object.keys(OUTCOMES));
    return endSignup(this.#connection, oneOf("unknown_outcome", chosen, Object.keys(OUTCOMES) as Outcome[]));
  }
}

/** A response of a backend, with `no-store`. */
function answer(status: number, body: unknown, contentType = "application/json", retryAfter?: string): MockResponse {
  const headers: Record<string, string> = { "cache-control": "no-store" };
  if (body !== undefined) headers["content-type"] = contentType;
  if (retryAfter !== undefined) headers["retry-after"] = retryAfter;
  return { status, headers, body: typeof body === "string" ? body : (JSON.stringify(body) ?? "") };
}

const refusal = (code: keyof typeof PROBLEMS): MockResponse => {
  const body = problem(code);
  return answer(body.status, body, "application/problem+json");
};

function parsed(body: string | null | undefined): unknown {
  try {
    return body ? JSON.parse(body) : undefined;
  } catch {
    return body;
  }
}
