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
  "onchakra-statechange"?: ((event: Chakra.ChakraEventMap["chakra-statechange"]) => void) | undefined;
  "onchakra-ready"?: ((event: Chakra.ChakraEventMap["chakra-ready"]) => void) | undefined;
  "onchakra-started"?: ((event: Chakra.ChakraEventMap["chakra-started"]) => void) | undefined;
  "onchakra-progress"?: ((event: Chakra.ChakraEventMap["chakra-progress"]) => void) | undefined;
  "onchakra-connected"?: ((event: Chakra.ChakraEventMap["chakra-connected"]) => void) | undefined;
  "onchakra-cancelled"?: ((event: Chakra.ChakraEventMap["chakra-cancelled"]) => void) | undefined;
  "onchakra-failed"?: ((event: Chakra.ChakraEventMap["chakra-failed"]) => void) | undefined;
  "onchakra-before-connect"?: ((event: Chakra.ChakraEventMap["chakra-before-connect"]) => void) | undefined;
  "onchakra-before-disconnect"?: ((event: Chakra.ChakraEventMap["chakra-before-disconnect"]) => void) | undefined;
  "onchakra-disconnected"?: ((event: Chakra.ChakraEventMap["chakra-disconnected"]) => void) | undefined;
}

export type ChakraElementProps = Preact.HTMLAttributes<Chakra.ChakraWhatsappConnectElement> & Chakra.ChakraAttributes & Chakra.ChakraProperties & { [Name in keyof Chakra.ChakraReflected]?: Chakra.ChakraReflected[Name] | undefined } & ChakraEvents;
