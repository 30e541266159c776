/** @jsxImportSource solid-js */
import type {} from "chakra-whatsapp-connect/types/solid";
export const a = <chakra-whatsapp-connect backend="/api" class="x" on:chakra-connected={(event) => event.detail.numbers.length} />;
export const b = <chakra-whatsapp-connect tokenUrl="/t" fetchToken={() => "t"} requestHeaders={{ Authorization: "x" }} />;
// @ts-expect-error there is no such variant
export const c = <chakra-whatsapp-connect variant="nonsense" />;
