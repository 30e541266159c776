import type * as Chakra from "../index.js";
import type { DefineComponent, HTMLAttributes } from "vue";
declare module "vue" {
  interface GlobalComponents {
      "chakra-whatsapp-connect": DefineComponent<ChakraElementProps>;
  }
}
interface ChakraEvents {
  "onChakraStatechange"?: ((event: Chakra.ChakraEventMap["chakra-statechange"]) => void) | undefined;
  "onChakraReady"?: ((event: Chakra.ChakraEventMap["chakra-ready"]) => void) | undefined;
  "onChakraStarted"?: ((event: Chakra.ChakraEventMap["chakra-started"]) => void) | undefined;
  "onChakraProgress"?: ((event: Chakra.ChakraEventMap["chakra-progress"]) => void) | undefined;
  "onChakraConnected"?: ((event: Chakra.ChakraEventMap["chakra-connected"]) => void) | undefined;
  "onChakraCancelled"?: ((event: Chakra.ChakraEventMap["chakra-cancelled"]) => void) | undefined;
  "onChakraFailed"?: ((event: Chakra.ChakraEventMap["chakra-failed"]) => void) | undefined;
  "onChakraBeforeConnect"?: ((event: Chakra.ChakraEventMap["chakra-before-connect"]) => void) | undefined;
  "onChakraBeforeDisconnect"?: ((event: Chakra.ChakraEventMap["chakra-before-disconnect"]) => void) | undefined;
  "onChakraDisconnected"?: ((event: Chakra.ChakraEventMap["chakra-disconnected"]) => void) | undefined;
}

export type ChakraElementProps = HTMLAttributes & Chakra.ChakraAttributes & Chakra.ChakraProperties & { [Name in keyof Chakra.ChakraReflected]?: Chakra.ChakraReflected[Name] | undefined } & ChakraEvents;
