// Texts and tones of the card, and readers of status and messages.

export const WORDS = {
  loading: ["WhatsApp", "One moment…"],
  ready: ["Connect WhatsApp", "Use your own WhatsApp Business number. You sign in with Facebook in a new window."],
  connecting: ["Finish in the other window", "The result appears here when it's ready."],
  confirming: ["Almost done", "Checking that the number is connected…"],
  connected: ["WhatsApp is connected", "Messages are sent from this number."],
  cancelled: ["Not connected", "You closed the sign-up before it was finished. You can start again."],
  failed: ["Something went wrong", "The sign-up could not be loaded or finished. Please try again."],
};

export const TONES = { connected: "good", failed: "bad" };

/** The number that a status shows. */
export const numberOf = ({ state, numbers }) => (state === "connected" ? numbers[0]?.displayPhoneNumber : undefined);

/** Whether a message from the vendor means that the customer has left, or has begun. */
export const meaning = (name) => {
  if (/cancel/i.test(name)) return "cancelled";
  if (/start|open|progress/i.test(name)) return "connecting";
  return undefined;
};
