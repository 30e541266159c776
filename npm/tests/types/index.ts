import { define, STATES, type ChakraProblemCode, type ChakraState, type ChakraStatus } from "chakra-whatsapp-connect";
import "chakra-whatsapp-connect/define";
const widget = document.querySelector("chakra-whatsapp-connect")!;
const state: ChakraState = widget.state;
widget.fetchToken = async ({ intent, signal }) => ({ connectToken: intent + signal.aborted });
const status: ChakraStatus = { state: "not_connected", numbers: [], checkedAt: "2026-11-23T08:15:27Z" };
widget.fetchStatus = async () => status;
const problem: ChakraProblemCode = "unknown_number";
// @ts-expect-error the backend never reports `loading`
const wrongStatus: ChakraStatus = { ...status, state: "loading" };
void [problem, wrongStatus];
widget.addEventListener("chakra-failed", ({ detail }) => { const code: string = detail.code; const docs: string = detail.docs; void [code, docs]; });
widget.addEventListener("chakra-connected", ({ detail }) => detail.numbers[0]?.displayPhoneNumber.trim());
widget.addEventListener("click", (event) => event.clientX);
widget.connect({ intent: "replace" }).then((outcome) => {
  if (outcome.type === "failed") outcome.code.trim();
  else if (outcome.type === "connected") outcome.numbers[0]?.displayPhoneNumber.trim();
  else if (!outcome.type) outcome.state.trim();
});
widget.ready.then(({ state }: { state: ChakraState }) => state);
widget.tokenUrl = "/token";
widget.headingLevel = 3;
widget.debug = widget.backend === null;
widget.addEventListener("chakra-before-connect", (event) => { if (event.detail.intent === "replace") event.preventDefault(); });
widget.addEventListener("chakra-progress", ({ detail }) => detail.step?.trim());
widget.addEventListener("chakra-failed", ({ detail }) => { const cause: unknown = detail.cause; void cause; });
// @ts-expect-error there is no such heading
widget.headingLevel = 7;
define({ assets: "/x/" });
// @ts-expect-error there is no such state
const wrong: ChakraState = "nonsense";
void [state, STATES, wrong];
