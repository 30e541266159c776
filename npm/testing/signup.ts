// The ten outcomes: their effect on the connection, and the SDK callbacks that follow.
import type { Connection } from "./connection.js";
import type { Outcome } from "./mock.js";

/** One call of the widget's callbacks by the SDK. */
export type Callback =
  | { callback: "message"; event: string; data: Record<string, unknown> }
  | { callback: "success"; data: Record<string, unknown> }
  | { callback: "error"; message: string };

/**
 * Maximum wait for the widget to notice the click before a signup, in milliseconds. No customer is faster; without a
 * noticed click, the widget treats an error as the frame's own.
 */
export const NOTICE_TIME = 1000;

const REFUSAL = "This phone number is already registered.";

const message = (event: string, data: Record<string, unknown>): Callback => ({ callback: "message", event, data });

/** Ends a signup, and returns the callbacks in order. */
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

/** The payload of `onSuccess`: everything in the plugin. */
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
