// What a tenant's connection is, from Chakra's records alone. Nothing here asks anybody.
import { meaningOf } from "./words.js";

// The plugin's record: what is needed of it, since `auth` may hold secrets. Undefined where it is another's.
export function pluginFrom(data, id) {
  if (data.id !== id) return undefined;
  const accounts = Object.keys(data.auth?.whatsappBusinessAccountsById ?? {});
  const numbers = list(data.serverConfig?.enabledWhatsappPhoneNumbers).map(text).filter(Boolean);
  return {
    isActive: data.isActive !== false,
    accounts: accounts.filter(Boolean),
    numbers: [...new Set(numbers)],
  };
}

// A number's record. Undefined where it is another's; one that names no number is not.
export function phoneFrom(data, phoneNumberId, pluginId) {
  const ids = [data.id, data.whatsappPhoneNumberId, data.phoneNumberId].map(identifier).filter(Boolean);
  const isAnother = ids.length > 0 && !ids.includes(phoneNumberId);
  return isAnother || isOfAnotherPlugin(data, pluginId) ? undefined : { ...data, phoneNumberId };
}

// The records of the plugin's accounts.
export function accountsFrom(data, pluginId) {
  if (!Array.isArray(data)) return undefined;
  const accounts = data.filter((account) => !isOfAnotherPlugin(account, pluginId));
  return accounts.map((account) => ({ id: identifier(account?.id), chakraStatus: account?.chakraStatus }));
}

const isOfAnotherPlugin = (data, pluginId) => (identifier(data?.pluginId) ?? pluginId) !== pluginId;

// The numbers that a status speaks of: the chosen one, until there is one that could not be chosen; else all.
export function numbersInQuestion({ numbers }, choice) {
  const holds = numbers.includes(choice?.phoneNumberId) && numbers.every((id) => choice.among.includes(id));
  return holds ? [choice.phoneNumberId] : numbers;
}

// State, reason and numbers, from the records of the plugin, if there is one, of those numbers, and of the accounts.
export function connection(plugin, phones, accounts) {
  if (!plugin?.accounts.length && !plugin?.numbers.length) {
    return { state: "not_connected", reason: "No WhatsApp number is connected.", numbers: [] };
  }
  const own = accounts.filter(({ id }) => plugin.accounts.includes(id));
  const findings = phones.map((phone) => findingsOf(phone, own));
  const numbers = phones.map((phone, index) => numberFrom(phone, findings[index]));
  return { ...stateOf(plugin, findings, own), numbers };
}

// In order of gravity: what each makes of the connection.
const STATES = ["connected", "connected", "in_review", "action_needed", "reconnect_needed", "action_needed"];
const [, NOTICE, IN_REVIEW, ACTION_NEEDED, RECONNECT_NEEDED] = STATES.keys();

function stateOf({ isActive }, numbers, accounts) {
  if (!isActive) return { state: "reconnect_needed", reason: "The connection was switched off." };
  if (numbers.length === 0) {
    const account = gravest(accounts.flatMap(ofAccount));
    if (account.gravity > IN_REVIEW) return explained(account);
    return {
      state: "connected_without_number",
      reason: "The WhatsApp Business account has no phone number yet.",
    };
  }
  const [best] = numbers.map(gravest).sort((a, b) => a.gravity - b.gravity);
  // One is to be chosen, unless none of them is connected any more.
  if (numbers.length === 1 || best.gravity >= RECONNECT_NEEDED) return explained(best);
  return { state: "choose_number", reason: "There are several phone numbers. Choose the one to use." };
}

const explained = ({ gravity, issue }) => ({
  state: STATES[gravity],
  reason: gravity > NOTICE ? issue.message : undefined,
});

// The first of the gravest.
const gravest = (findings) => findings.reduce((a, b) => (b.gravity > a.gravity ? b : a), { gravity: 0 });

// What there is to say of a number; nothing of one that simply works.
function findingsOf(phone, accounts) {
  const own = accounts.find(({ id }) => id === identifier(phone.waba));
  return [
    ...health(phone).flatMap(ofHealth),
    ...ofWord(phone.status, "the number"),
    ...ofWord(phone.chakraStatus, "the number"),
    ...ofWord(phone.nameStatus, "the display name"),
    ...(own ? [own] : accounts).flatMap(ofAccount),
    ...(phone.failure ? [{ gravity: NOTICE, issue: UNREADABLE }] : []),
  ];
}

const UNREADABLE = { message: "The record of this number could not be read just now." };

const ofAccount = ({ chakraStatus }) => ofWord(chakraStatus, "the WhatsApp Business account");

function ofWord(value, subject) {
  const word = text(value);
  if (!word) return [];
  const { gravity, message, solution } = meaningOf(word, subject);
  return gravity > 0 ? [{ gravity, issue: { message, solution } }] : [];
}

const BLANKET = new Map([
  ["LIMITED", [NOTICE, "Meta limits the sending of messages."]],
  ["BLOCKED", [ACTION_NEEDED, "Meta blocks the sending of messages."]],
]);

function ofHealth(entity) {
  const [gravity, blanket] = BLANKET.get(entity?.can_send_message) ?? [];
  if (!blanket) return [];
  const errors = list(entity.errors);
  return (errors.length ? errors : [{}]).map((error) => ({
    gravity,
    issue: {
      code: identifier(error?.error_code),
      message: text(error?.error_description) ?? blanket,
      solution: text(error?.possible_solution),
    },
  }));
}

// As the widget is told of it; JSON leaves out what is undefined.
function numberFrom(phone, findings) {
  const issues = findings.filter(({ gravity }) => gravity !== IN_REVIEW).map(({ issue }) => issue);
  const isFirst = (issue, index) => issues.findIndex((other) => isSame(other, issue)) === index;
  return {
    phoneNumberId: phone.phoneNumberId,
    displayPhoneNumber: text(phone.displayPhoneNumber) ?? phone.phoneNumberId,
    verifiedName: text(phone.verifiedName) ?? text(phone.displayName),
    qualityRating: text(phone.qualityScore?.score) ?? text(phone.qualityRating),
    messagingLimitTier: text(phone.messagingLimitTier),
    issues: issues.filter(isFirst),
  };
}

const isSame = (a, b) => ["code", "message", "solution"].every((name) => a[name] === b[name]);

// The schema is not published: what is absent or of another type is absent.
const health = (phone) => list(phone.healthStatus?.entities);
const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (typeof value === "string" && value.trim()) || undefined;
const identifier = (value) => (Number.isFinite(value) ? String(value) : text(value));
