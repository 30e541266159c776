import type {} from "chakra-whatsapp-connect/types/react";
import { ChakraConnect } from "chakra-whatsapp-connect/react";
export const a = <chakra-whatsapp-connect backend="/api" start="click" fetchToken={() => "t"} onchakra-connected={(event) => event.detail.numbers.length} />;
export const b = <ChakraConnect backend="/api" tokenUrl="/t" className="x" onFailed={(event) => event.detail.code} />;
export const d = <chakra-whatsapp-connect tokenUrl="/t" headingLevel={3} debug requestHeaders={{ Authorization: "x" }} />;
export const e = <ChakraConnect tenant="acme" headingLevel="3" debug onStarted={(event) => event.detail.attemptId} onProgress={(event) => event.detail.event} />;
// @ts-expect-error there is no such variant
export const c = <chakra-whatsapp-connect variant="nonsense" />;
const perhaps = (): string | undefined => undefined;
export const f = <ChakraConnect tenant={perhaps()} onFailed={undefined} fetchToken={undefined} />;
export const g = <chakra-whatsapp-connect tenant={perhaps()} onchakra-failed={undefined} />;
