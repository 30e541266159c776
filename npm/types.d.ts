/** The argument of `fetchToken`. */
export interface ChakraTokenRequest {
  intent: ChakraIntent;
  pluginId?: string;
  signal: AbortSignal;
}

/** The result of `fetchToken`. */
export type ChakraTokenAnswer =
  | string
  | Response
  | ChakraTokenResponse;

/** The argument of `sendEvent`: a hint, or the customer's choice of a number. */
export type ChakraOutgoingEvent =
  | { attemptId: string; event: string; data: unknown }
  | (ChakraNumberChoice & { signal: AbortSignal });

/**
 * The outcome of a method call: an event, named without `chakra-`, with its detail; or a state. The promise never
 * rejects.
 */
export type ChakraOutcome =
  | ({ type: "connected" } & ChakraConnectedDetail)
  | ({ type: "cancelled" } & ChakraCancelledDetail)
  | ({ type: "failed" } & ChakraFailedDetail)
  | { type: "disconnected" }
  | { type?: undefined; state: ChakraState };
