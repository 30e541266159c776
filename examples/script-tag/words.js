// The words of Meta's and Chakra's that say how a number, its display name or its account is, and what each means.

const FINE = 0; // It works, or nothing says otherwise.
const NOTICE = 1; // It works, and something about it is worth telling.
const IN_REVIEW = 2;
const ACTION_NEEDED = 3;
const RECONNECT_NEEDED = 4;
const BANNED = 5; // Graver than a lost connection: connecting it again would not help.

const REVIEW = "PENDING_REVIEW IN_REVIEW UNDER_REVIEW MANUAL_REVIEW DEFERRED";
const REVIEWING = "Meta is reviewing {}. This usually takes one or two days.";

// Of a number or an account. A bare PENDING is fine: a fresh number that works looks so.
const CONNECTION = [
  ["CONNECTED VERIFIED APPROVED AVAILABLE AVAILABLE_WITHOUT_REVIEW ACTIVE ONLINE LINKED", FINE],
  ["PENDING NONE UNKNOWN", FINE],
  [REVIEW, IN_REVIEW, REVIEWING],
  [
    "RESTRICTED BLOCKED",
    ACTION_NEEDED,
    "Meta restricts {}.",
    "Open WhatsApp Manager to see why, and what lifts the restriction.",
  ],
  [
    "FLAGGED WARNED",
    ACTION_NEEDED,
    "Meta has flagged {} for the low quality of its messages.",
    "Send only messages that your customers expect.",
  ],
  [
    "RATE_LIMITED",
    ACTION_NEEDED,
    "Meta limits how many messages {} may send.",
    "Wait until the limit is over, and send less at once.",
  ],
  [
    "PAUSED SUSPENDED DISABLED",
    ACTION_NEEDED,
    "Sending from {} is suspended.",
    "Open WhatsApp Manager to see why.",
  ],
  ["UNVERIFIED NOT_VERIFIED", ACTION_NEEDED, "Meta has not verified {}.", "Verify it in WhatsApp Manager."],
  [
    "EXPIRED",
    ACTION_NEEDED,
    "The verification of {} has expired.",
    "Verify it again in WhatsApp Manager.",
  ],
  [
    "DECLINED REJECTED",
    ACTION_NEEDED,
    "Meta has declined {}.",
    "Open WhatsApp Manager to see why, and ask for a review.",
  ],
  [
    "DISCONNECTED NOT_CONNECTED OFFLINE UNLINKED",
    RECONNECT_NEEDED,
    "The connection to {} is lost.",
    "Connect it again.",
  ],
  [
    "DELETED REMOVED DEREGISTERED UNREGISTERED",
    RECONNECT_NEEDED,
    "WhatsApp no longer has {}.",
    "Connect it again, or another one.",
  ],
  ["MIGRATED", RECONNECT_NEEDED, "Another WhatsApp service uses {} now.", "Connect it again to use it here."],
  ["BANNED", BANNED, "Meta has banned {}.", "Ask Meta for a review in WhatsApp Manager."],
];

// Of a display name: whatever becomes of it, the number works.
const NAME = [
  ["APPROVED AVAILABLE_WITHOUT_REVIEW VERIFIED", FINE],
  ["PENDING NONE UNKNOWN", FINE],
  [REVIEW, IN_REVIEW, REVIEWING],
  ["DECLINED REJECTED", NOTICE, "Meta has declined {}.", "Choose another one in WhatsApp Manager."],
  ["EXPIRED", NOTICE, "The approval of {} has expired.", "Ask for a new one in WhatsApp Manager."],
];

const UNKNOWN = [undefined, NOTICE, "Chakra reports a status of {} that is not known here."];

// Gravity, message and solution of a word about `subject`. One that is not known takes nothing away, and is told.
export function meaningOf(text, subject) {
  const word = text.toUpperCase().replace(/[ -]/g, "_");
  const table = subject === "the display name" ? NAME : CONNECTION;
  const row = table.find(([words]) => words.split(" ").includes(word));
  if (!row) console.warn(`Chakra reports a status that is not known: ${/^\w{1,64}$/.test(word) ? word : "(not a word)"}`);
  const [, gravity, message, solution] = row ?? UNKNOWN;
  return { gravity, message: message?.replace("{}", subject), solution };
}
