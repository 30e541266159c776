import { MockError, OUTCOMES, mockChakra, mockOf, type Hold, type Outcome } from "chakra-whatsapp-connect/testing";
import { mockChakra as forCypress } from "chakra-whatsapp-connect/testing/cypress";
import { mockChakra as forPlaywright } from "chakra-whatsapp-connect/testing/playwright";
const mock = mockChakra({ outcome: "several_numbers", state: { state: "in_review" }, urls: { status: "/s" } });
const outcomes = Object.keys(OUTCOMES) as Outcome[];
mock.outcome(outcomes[0] ?? "ask");
mock.fail("status", "chakra_rate_limited", { times: 1, retryAfter: 5 });
const hold: Hold = mock.hold("signup");
hold.reached.then(() => hold.release());
const state: "connected" extends typeof mock.state ? true : false = true;
const code: MockError["code"] = "unknown_call";
mockOf(document.body).set("connected");
void [forCypress, forPlaywright, state, code, mock.status.numbers[0]?.displayPhoneNumber];
// @ts-expect-error there is no such outcome
mock.outcome("finsh");
// @ts-expect-error a signup cannot fail: it has an outcome
mock.fail("signup", 503);
// @ts-expect-error there is no such problem
mock.fail("status", "chakra_gone");
// @ts-expect-error only adapters call it
mock.handle("status");
