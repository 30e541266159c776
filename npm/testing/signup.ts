// The ten outcomes: what a signup leaves in the connection, and which callbacks of the SDK follow.
import type { Connection } from "./connection.js";
import type { Outcome } from "./mock.js";

/** One call of a callback that the widget gave to the SDK. */
export type Callback =
  | { callback: "message"; event: string; data: Record<string, unknown> }
  | { callback: "success"; data: Record<string, unknown> }
  | { callback: "error"; message: string };

/**
 * How long a signup waits at most for the widget to notice the click that began it, in milliseconds. No customer is
 * quicker; a widget that does not notice takes an error for the frame's own.
 */
export const NOTICE_TIME = 1000;

const REFUSAL = "This phone number is already registered.";

const message = (event: string, data: Record<string, unknown>): Callback => ({ callback: "message", event, data });

/** Ends a signup, and returns what the page hears of it, in that order. */
export function endSignup(connection: Connection, outcome: Outcome): Callback[] {
  switch (outcome) {
    case "close":
      return [];
    case "cancel":
      return [message("CANCEL", { current_step: "PHONE_NUMBER_SETUP" })];
    case "error": {
      const data = { error_message: REFUSAL, error_code: "3441030", session_id: "stand-in-session" };
      return [message("CANCEL", data), { callback: "error", message: REFUSAL }];
    }
    case "finish_only_waba":
      return [message("FINISH_ONLY_WABA", connection.signUp({ numbers: 0 }))];
    case "coexistence": {
      const { waba_id } = connection.signUp({ numbers: 1, isLate: true });
      return [message("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", { waba_id })];
    }
    case "several_numbers":
      connection.signUp({ numbers: 2 });
      return [success(connection)];
    case "in_review":
      return finished(connection, connection.signUp({ numbers: 1, isInReview: true }));
    case "silent":
      connection.signUp({ numbers: 1 });
      return [];
    case "finish":
      return finished(connection, connection.signUp({ numbers: 1 }));
    case "duplicate": {
      const told = finished(connection, connection.signUp({ numbers: 1 }));
      return [...told, ...told];
    }
  }
}

function finished(connection: Connection, account: Record<string, unknown>): Callback[] {
  const [number] = connection.numbers;
  return [message("FINISH", { ...account, phone_number_id: number?.phoneNumberId }), success(connection)];
}

/** The payload of `onSuccess`: all that the plugin holds. */
function success({ pluginId, accountId, numbers }: Connection): Callback {
  const account = { id: accountId, name: "Demo company", pluginId, chakraStatus: "CONNECTED" };
  const whatsappPhoneNumbers = numbers.map(({ phoneNumberId, ...number }) => ({
    whatsappPhoneNumberId: phoneNumberId,
    displayPhoneNumber: number.displayPhoneNumber,
    verifiedName: number.verifiedName,
    status: "CONNECTED",
    qualityRating: number.qualityRating,
    messagingLimitTier: number.messagingLimitTier,
    waba: accountId,
  }));
  return { callback: "success", data: { pluginId, whatsappBusinessAccounts: [account], whatsappPhoneNumbers } };
}
