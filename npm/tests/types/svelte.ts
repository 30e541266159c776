import type {} from "chakra-whatsapp-connect/types/svelte";
import type { SvelteHTMLElements } from "svelte/elements";
export const a: SvelteHTMLElements["chakra-whatsapp-connect"] = { backend: "/api", "onchakra-connected": (event) => event.detail.numbers.length };
// @ts-expect-error there is no such variant
export const c: SvelteHTMLElements["chakra-whatsapp-connect"] = { variant: "nonsense" };
