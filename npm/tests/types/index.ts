import { define, STATES, type ChakraState } from "chakra-whatsapp-connect";
import "chakra-whatsapp-connect/define";
const widget = document.querySelector("chakra-whatsapp-connect")!;
const state: ChakraState = widget.state;
widget.fetchToken = async ({ intent, signal }) => ({ connectToken: intent + signal.aborted });
widget.addEventListener("chakra-failed", ({ detail }) => { const code: string = detail.code; const docs: string = detail.docs; void [code, docs]; });
widget.addEventListener("chakra-connected", ({ detail }) => detail.numbers[0]?.displayPhoneNumber.trim());
widget.addEventListener("click", (event) => event.clientX);
widget.connect({ intent: "replace" });
define({ assets: "/x/" });
// @ts-expect-error there is no such state
const wrong: ChakraState = "nonsense";
void [state, STATES, wrong];
