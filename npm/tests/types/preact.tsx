/** @jsxImportSource preact */
import type {} from "chakra-whatsapp-connect/types/preact";
export const a = <chakra-whatsapp-connect backend="/api" class="x" onchakra-connected={(event) => event.detail.numbers.length} />;
// @ts-expect-error there is no such variant
export const c = <chakra-whatsapp-connect variant="nonsense" />;
