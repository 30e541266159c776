import type * as Chakra from "../index.js";
import type { DefineComponent, HTMLAttributes } from "vue";
declare module "vue" {
  interface GlobalComponents {
      "chakra-whatsapp-connect": DefineComponent<ChakraElementProps>;
  }
}
interface ChakraEvents {
  "onChakraStatechange"?: (event: Chakra.ChakraEventMap["chakra-statechange"]) => void;
  "onChakraReady"?: (event: Chakra.ChakraEventMap["chakra-ready"]) => void;
  "onChakraStarted"?: (event: Chakra.ChakraEventMap["chakra-started"]) => void;
  "onChakraProgress"?: (event: Chakra.ChakraEventMap["chakra-progress"]) => void;
  "onChakraConnected"?: (event: Chakra.ChakraEventMap["chakra-connected"]) => void;
  "onChakraCancelled"?: (event: Chakra.ChakraEventMap["chakra-cancelled"]) => void;
  "onChakraFailed"?: (event: Chakra.ChakraEventMap["chakra-failed"]) => void;
  "onChakraBeforeConnect"?: (event: Chakra.ChakraEventMap["chakra-before-connect"]) => void;
  "onChakraBeforeDisconnect"?: (event: Chakra.ChakraEventMap["chakra-before-disconnect"]) => void;
  "onChakraDisconnected"?: (event: Chakra.ChakraEventMap["chakra-disconnected"]) => void;
}

export type ChakraElementProps = HTMLAttributes & Chakra.ChakraAttributes & Chakra.ChakraProperties & Partial<Chakra.ChakraReflected> & ChakraEvents;
