// The mock: a backend with one tenant and a stand-in for Chakra's SDK, which a test scripts and looks into.
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

/** How a signup ends. */
export type Outcome = keyof typeof OUTCOMES;

/** What can fail or be held: a call, Chakra's script (by Playwright only), or a signup that is open. */
export type Target = Call | "sdk" | "signup";

/** An HTTP status from 400 on, a problem of the reference backend's by its code, or no answer at all. */
export type Failure = number | keyof typeof PROBLEMS | "network";

export interface FailureOptions {
  /** How many requests fail; without it all, until `recover()`. */
  times?: number;
  /** The value of `Retry-After`. */
  retryAfter?: number | string;
  /** The body in place of a problem: a text is sent as HTML, anything else as JSON. */
  body?: unknown;
}

/** Something that waits until a test lets it go. */
export interface Hold {
  /** Settles once a request, or a signup, waits. */
  readonly reached: Promise<void>;
  /** Lets go what waits, and what comes. */
  release(): void;
}

export interface MockOptions {
  /** How signups end, or `ask`: a window with a button for each outcome. `finish` unless said. */
  outcome?: Outcome | "ask";
  /** What is connected at first: a state, or a status as the backend reports it. Nothing unless said. */
  state?: ChakraConnectionState | Partial<ChakraStatus>;
  /** The widget's `backend`. */
  backend?: string;
  /** The addresses of calls that are not below `backend`. A relative address counts at every origin. */
  urls?: Partial<Record<Call, string>>;
}

/** A request of the widget. */
export interface RecordedRequest {
  readonly call: Call;
  readonly method: string;
  readonly url: string;
  /** Their names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent as JSON. */
  readonly body: unknown;
}

/** A request as an adapter sees it. */
export interface MockRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null | undefined;
}

/** What an adapter answers with; `network` stands for no answer. */
export type MockResponse = { status: number; headers: Record<string, string>; body: string } | "network";

/** A scripted backend and signup. An adapter puts it between the page and the world. */
export class ChakraMock {
  /** Every request so far, the first one first. */
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
    const [, base = "", query = ""] = /^([^?#]*)(\?[^#]*)?/.exec(backend) ?? [];
    const of = (call: Call) => urls?.[call] ?? `${base.replace(/\/+$/, "")}/${call}${query}`;
    const addresses = Object.keys(CALLS).map((call) => [call, of(call as Call)]);
    this.urls = Object.fromEntries(addresses) as Record<Call, string>;
  }

  /** Says how signups end from now on. */
  outcome(outcome: Outcome | "ask"): void {
    this.#outcome = oneOf("unknown_outcome", outcome, [...(Object.keys(OUTCOMES) as Outcome[]), "ask"]);
  }

  /** How the next signup ends. */
  get nextOutcome(): Outcome | "ask" {
    return this.#outcome;
  }

  /** What the backend reports. Whether the widget has asked since is another question. */
  get state(): ChakraConnectionState {
    return this.#connection.state;
  }

  /** The answer to the status call. */
  get status(): ChakraStatus {
    return this.#connection.status();
  }

  /** Changes what the backend reports, as if it had changed at Chakra. */
  set(status: ChakraConnectionState | Partial<ChakraStatus>): void {
    this.#connection.set(status);
  }

  /** Lets requests fail. */
  fail(target: Exclude<Target, "signup">, failure: Failure, options: FailureOptions = {}): void {
    this.script.fail(target, failure, options);
  }

  /** Takes the failures of one target back, or all of them. */
  recover(target?: Exclude<Target, "signup">): void {
    this.script.recover(target);
  }

  /** Has the next requests of a call wait, or the next signup stay open. */
  hold(target: Target): Hold {
    return this.script.hold(target);
  }

  /** The requests of one call. */
  calls(call: Call): RecordedRequest[] {
    oneOf("unknown_call", call, Object.keys(CALLS) as Call[]);
    return this.requests.filter((request) => request.call === call);
  }

  /** The last request of a call, once there are that many. */
  async called(call: Call, count = 1): Promise<RecordedRequest> {
    for (;;) {
      const request = this.calls(call)[count - 1];
      if (request) return request;
      await new Promise<void>((heard) => this.#waiting.add(heard));
    }
  }

  /** Lets go all that waits, and fails no more. Adapters also take away what they have added to the page. */
  restore(): void | Promise<void> {
    this.script.clear();
  }

  /** Which call an address is of, if it is one. @internal */
  callAt(url: URL): Call | undefined {
    return (Object.keys(CALLS) as Call[]).find((call) => {
      const own = new URL(this.urls[call], url);
      return own.origin === url.origin && own.pathname === url.pathname;
    });
  }

  /** Answers a request of the widget. @internal */
  async handle(call: Call, request: MockRequest): Promise<MockResponse> {
    const { method } = request;
    // With it the widget looks whether a request was led to a sign-in page: not a call of the contract.
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

  /** Ends a signup, once nobody holds it open. @internal */
  async endSignup(outcome?: Outcome): Promise<Callback[]> {
    await this.script.pass("signup");
    const chosen = outcome ?? this.#outcome;
    if (chosen === "ask") throw new MockError("unknown_outcome", chosen, Object.keys(OUTCOMES));
    return endSignup(this.#connection, oneOf("unknown_outcome", chosen, Object.keys(OUTCOMES) as Outcome[]));
  }
}

/** A response of a backend: never to be kept. */
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
