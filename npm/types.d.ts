/** A phone number of the connection. */
export interface ChakraNumber {
  /** Meta's id of the number, not the number itself. */
  phoneNumberId: string;
  displayPhoneNumber: string;
  verifiedName?: string;
  /** Meta's quality rating, such as `GREEN`. */
  qualityRating?: string;
  /** Meta's messaging limit, such as `TIER_1K`. */
  messagingLimitTier?: string;
  issues: ChakraIssue[];
}

/** What keeps a number from working. */
export interface ChakraIssue {
  code?: string;
  message: string;
  solution?: string;
}

/** What `fetchToken` is given. */
export interface ChakraTokenRequest {
  intent: "connect" | "replace";
  pluginId?: string;
  signal: AbortSignal;
}

/** What `fetchToken` may answer with. */
export type ChakraTokenAnswer =
  | string
  | Response
  | { connectToken: string; pluginId?: string; expiresInSeconds?: number; sdkUrl?: string };

/** What `sendEvent` is given: a hint, or the customer's choice of a number. */
export type ChakraOutgoingEvent =
  | { attemptId: string; event: string; data: unknown }
  | { phoneNumberId: string; signal: AbortSignal };

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
