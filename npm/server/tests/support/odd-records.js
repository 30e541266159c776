// Records and responses of Chakra for the comparison with the reference backend: absent, of another type, or in another
// envelope.

/** The only number of these plugins. */
export const NUMBER = "n1";
const account = { whatsappBusinessAccountsById: { 1: {} } };
const numbers = (ids) => ({ enabledWhatsappPhoneNumbers: ids });

/** A plugin with an account and that number. */
export const plugin = (id) => ({ id, auth: account, serverConfig: numbers([NUMBER]) });

/** Responses in place of a plugin's record. */
export const plugins = (id) => [
  null,
  [],
  { _data: null },
  { _data: "words" },
  { _errors: [] },
  { _data: plugin(id), _errors: ["no"] },
  { _data: plugin(id), _errors: "no" },
  { _data: plugin(id), message: "plugin not found" },
  ...[
    {},
    { auth: null, serverConfig: numbers(["", null, 7]) },
    { auth: account, serverConfig: numbers([" n1 ", "n1", ""]) },
    { auth: account, serverConfig: numbers("n1") },
    { serverConfig: account },
    { auth: { whatsappBusinessAccountsById: { "": {} } } },
    { auth: account },
    { isActive: false, auth: {} },
    { isActive: false, auth: account, serverConfig: numbers(["n1"]) },
    { isActive: null, serverConfig: numbers(["n1"]) },
    { id: "another", auth: account },
  ].flatMap((record) => [{ _data: { id, ...record }, _errors: [] }, { id, ...record }]),
];

const health = (entities) => ({ healthStatus: { entities } });
const blocked = (errors) => ({
  ...health([null, { can_send_message: "AVAILABLE", errors: [{ error_description: "old" }] },
    { can_send_message: "LIMITED" }, { can_send_message: "BLOCKED", errors }]),
  nameStatus: "PENDING_REVIEW",
});

/** Responses in place of a number's record. */
export const phones = [
  "words",
  { _data: null },
  { _errors: [] },
  { _data: {}, _errors: ["Number not found"] },
  ...[
    {},
    { displayPhoneNumber: " ", displayName: " B ", qualityRating: "RED" },
    { verifiedName: "A", displayName: "B", qualityScore: { score: 7 } },
    { verifiedName: "x".repeat(600), qualityScore: { score: "GREEN" }, messagingLimitTier: "TIER_1K" },
    { phoneNumberId: "another", messagingLimitTier: null },
    { id: "another", whatsappPhoneNumberId: NUMBER },
    { id: 7, status: "CONNECTED" },
    { id: NUMBER, pluginId: "another" },
    { status: "BANNED", chakraStatus: "DISCONNECTED" },
    { status: "half-open", nameStatus: "odd", chakraStatus: 7 },
    { status: "VERIFIED", nameStatus: "Declined" },
    { status: "pending review", nameStatus: "EXPIRED" },
    { chakraStatus: " In-Review " },
    health({}),
    health([{ can_send_message: "LIMITED" }]),
    health([{ can_send_message: "SOMETIMES" }]),
    blocked(null),
    blocked([{ error_code: "x" }, null]),
    blocked([{ error_code: 1.5, error_description: " d ", possible_solution: 7 }]),
    blocked([{ error_code: 1, error_description: "d", possible_solution: "s" }, { error_code: 1, error_description: "d", possible_solution: "s" }]),
  ].map((record) => ({ _data: record, _errors: [] })),
];

const lost = (id, pluginId) => ({ id, pluginId, chakraStatus: "OFFLINE" });

/** Responses in place of the accounts of the plugin, whose own account is `1`. */
export const accounts = (id) => [
  "words",
  { _data: {} },
  { _data: [], _errors: ["Plugin not found"] },
  { _data: [null, "words", {}, { id: "1" }] },
  { _data: [lost("1", "another")] },
  { _data: [lost("2", id)] },
  { _data: [{ id: "1", chakraStatus: "wobbly" }] },
  // Last, because the reference backend remembers the accounts that it has read.
  { _data: [lost(1, id)] },
  { _data: [lost("1", id)] },
];
