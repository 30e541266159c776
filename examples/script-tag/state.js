// What a tenant's connection is, from Chakra's records alone. Nothing here asks anybody.

// The plugin's record: what is needed of it, since `auth` may hold secrets. Undefined where it is another's.
export function pluginFrom(data, id) {
  if (data.id !== id) return undefined;
  const accounts = Object.keys(data.auth?.whatsappBusinessAccountsById ?? {});
  const numbers = list(data.serverConfig?.enabledWhatsappPhoneNumbers).map(text).filter(Boolean);
  return {
    isActive: data.isActive !== false,
    hasAccount: accounts.some(Boolean),
    numbers: [...new Set(numbers)],
  };
}

// The numbers that a status speaks of: the chosen one, until there is one that could not be chosen; else all.
export function numbersInQuestion({ numbers }, choice) {
  const holds = numbers.includes(choice?.phoneNumberId) && numbers.every((id) => choice.among.includes(id));
  return holds ? [choice.phoneNumberId] : numbers;
}

// State, reason and numbers, from the records of the plugin, if there is one, and of those numbers.
export function connection(plugin, phones) {
  if (!plugin?.hasAccount && !plugin?.numbers.length) return { state: "not_connected", numbers: [] };
  return { ...stateOf(plugin, phones), numbers: phones.map(numberFrom) };
}

function stateOf({ isActive }, phones) {
  if (!isActive) return { state: "reconnect_needed", reason: "The connection was switched off." };
  if (phones.length === 0) return { state: "connected_without_number" };
  if (phones.length > 1) return { state: "choose_number" };
  const [phone] = phones;
  const blocked = health(phone).find((entity) => entity?.can_send_message === "BLOCKED");
  if (blocked) return { state: "action_needed", reason: issuesOf(blocked)[0].message };
  if ([phone.nameStatus, phone.status, phone.chakraStatus].some(isInReview)) {
    const reason = "Meta is reviewing the number. This usually takes one or two days.";
    return { state: "in_review", reason };
  }
  return { state: "connected" };
}

// A bare PENDING is not meant: a fresh number that works looks so.
const isInReview = (status) => /^(PENDING|IN|UNDER)[ _-]REVIEW$/i.test(text(status));

// As the widget is told of it; JSON leaves out what is undefined.
function numberFrom(phone) {
  return {
    phoneNumberId: phone.phoneNumberId,
    displayPhoneNumber: text(phone.displayPhoneNumber) ?? phone.phoneNumberId,
    verifiedName: text(phone.verifiedName) ?? text(phone.displayName),
    qualityRating: text(phone.qualityScore?.score) ?? text(phone.qualityRating),
    messagingLimitTier: text(phone.messagingLimitTier),
    issues: health(phone).flatMap(issuesOf),
  };
}

const BLANKET = {
  LIMITED: "Meta limits the sending of messages.",
  BLOCKED: "Meta blocks the sending of messages.",
};

function issuesOf(entity) {
  const blanket = BLANKET[entity?.can_send_message];
  if (!blanket) return [];
  const errors = list(entity.errors);
  return (errors.length ? errors : [{}]).map((error) => ({
    code: Number.isFinite(error?.error_code) ? String(error.error_code) : text(error?.error_code),
    message: text(error?.error_description) ?? blanket,
    solution: text(error?.possible_solution),
  }));
}

// The schema is not published: what is absent or of another type is absent.
const health = (phone) => list(phone.healthStatus?.entities);
const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (typeof value === "string" && value.trim()) || undefined;
