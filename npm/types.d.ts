/** What `fetchToken` is given. */
export interface ChakraTokenRequest {
  intent: ChakraIntent;
  pluginId?: string;
  signal: AbortSignal;
}

/** What `fetchToken` may answer with. */
export type ChakraTokenAnswer =
  | string
  | Response
  | ChakraTokenResponse;

/** What `sendEvent` is given: a hint, or the customer's choice of a number. */
export type ChakraOutgoingEvent =
  | { attemptId: string; event: string; data: unknown }
  | (ChakraNumberChoice & { signal: AbortSignal });

/**
 * How a call of a method ended: with an event, named without `chakra-` and with its detail, or in a state. The promise
 * of it is never rejected.
 */
export type ChakraOutcome =
  | ({ type: "connected" } & ChakraConnectedDetail)
  | ({ type: "cancelled" } & ChakraCancelledDetail)
  | ({ type: "failed" } & ChakraFailedDetail)
  | { type: "disconnected" }
  | { type?: undefined; state: ChakraState };
