import type {} from "chakra-whatsapp-connect/types/vue";
import type { GlobalComponents } from "vue";
type Props = InstanceType<GlobalComponents["chakra-whatsapp-connect"]>["$props"];
export const a: Props = { backend: "/api", onChakraConnected: (event) => event.detail.numbers.length };
// @ts-expect-error there is no such variant
export const c: Props = { variant: "nonsense" };
