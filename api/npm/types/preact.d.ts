import type * as Chakra from "../index.js";
import type { JSX as Preact } from "preact";
declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "chakra-whatsapp-connect": ChakraElementProps;
    }
  }
}
interface ChakraEvents {
  "onchakra-statechange"?: (event: Chakra.ChakraEventMap["chakra-statechange"]) => void;
  "onchakra-ready"?: (event: Chakra.ChakraEventMap["chakra-ready"]) => void;
  "onchakra-started"?: (event: Chakra.ChakraEventMap["chakra-started"]) => void;
  "onchakra-progress"?: (event: Chakra.ChakraEventMap["chakra-progress"]) => void;
  "onchakra-connected"?: (event: Chakra.ChakraEventMap["chakra-connected"]) => void;
  "onchakra-cancelled"?: (event: Chakra.ChakraEventMap["chakra-cancelled"]) => void;
  "onchakra-failed"?: (event: Chakra.ChakraEventMap["chakra-failed"]) => void;
  "onchakra-before-connect"?: (event: Chakra.ChakraEventMap["chakra-before-connect"]) => void;
  "onchakra-before-disconnect"?: (event: Chakra.ChakraEventMap["chakra-before-disconnect"]) => void;
  "onchakra-disconnected"?: (event: Chakra.ChakraEventMap["chakra-disconnected"]) => void;
}

export type ChakraElementProps = Preact.HTMLAttributes<Chakra.ChakraWhatsappConnectElement> & Chakra.ChakraAttributes & Chakra.ChakraProperties & Partial<Chakra.ChakraReflected> & ChakraEvents;
