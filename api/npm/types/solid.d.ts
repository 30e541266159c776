import type * as Chakra from "../index.js";
import type { JSX as Solid } from "solid-js";
declare module "solid-js" {
  namespace JSX {
    interface IntrinsicElements {
      "chakra-whatsapp-connect": ChakraElementProps;
    }
  }
}
interface ChakraEvents {
  "on:chakra-statechange"?: (event: Chakra.ChakraEventMap["chakra-statechange"]) => void;
  "on:chakra-ready"?: (event: Chakra.ChakraEventMap["chakra-ready"]) => void;
  "on:chakra-started"?: (event: Chakra.ChakraEventMap["chakra-started"]) => void;
  "on:chakra-progress"?: (event: Chakra.ChakraEventMap["chakra-progress"]) => void;
  "on:chakra-connected"?: (event: Chakra.ChakraEventMap["chakra-connected"]) => void;
  "on:chakra-cancelled"?: (event: Chakra.ChakraEventMap["chakra-cancelled"]) => void;
  "on:chakra-failed"?: (event: Chakra.ChakraEventMap["chakra-failed"]) => void;
  "on:chakra-before-connect"?: (event: Chakra.ChakraEventMap["chakra-before-connect"]) => void;
  "on:chakra-before-disconnect"?: (event: Chakra.ChakraEventMap["chakra-before-disconnect"]) => void;
  "on:chakra-disconnected"?: (event: Chakra.ChakraEventMap["chakra-disconnected"]) => void;
}

export type ChakraElementProps = Solid.HTMLAttributes<Chakra.ChakraWhatsappConnectElement> & Chakra.ChakraAttributes & Chakra.ChakraProperties & Partial<Chakra.ChakraReflected> & ChakraEvents;
