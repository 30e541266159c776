// The mock's reports after each outcome, as JSON: callbacks and status without ids and times.
import { OUTCOMES, ChakraMock } from "chakra-whatsapp-connect/testing";

const CHANGING =
  /^(checkedAt|connectedSince|phoneNumberId|phone_number_id|whatsappPhoneNumberId|waba|waba_id|business_id|pluginId|id|displayPhoneNumber)$/;
const request = (method, body) => ({ method, url: "https://page.invalid/", headers: {}, body: body && JSON.stringify(body) });

const reports = {};
for (const outcome of Object.keys(OUTCOMES)) {
  const mock = new ChakraMock({ outcome });
  await mock.handle("connect-token", request("POST", { intent: "connect" }));
  const callbacks = await mock.endSignup();
  const { body } = await mock.handle("status", request("GET"));
  reports[outcome] = { callbacks, status: JSON.parse(body) };
}
console.log(JSON.stringify(reports, (name, value) => (CHANGING.test(name) ? "…" : value)));
