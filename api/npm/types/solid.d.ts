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
  "on:chakra-statechange"?: ((event: Chakra.ChakraEventMap["chakra-statechange"]) => void) | undefined;
  "on:chakra-ready"?: ((event: Chakra.ChakraEventMap["chakra-ready"]) => void) | undefined;
  "on:chakra-started"?: ((event: Chakra.ChakraEventMap["chakra-started"]) => void) | undefined;
  "on:chakra-progress"?: ((event: Chakra.ChakraEventMap["chakra-progress"]) => void) | undefined;
  "on:chakra-connected"?: ((event: Chakra.ChakraEventMap["chakra-connected"]) => void) | undefined;
  "on:chakra-cancelled"?: ((event: Chakra.ChakraEventMap["chakra-cancelled"]) => void) | undefined;
  "on:chakra-failed"?: ((event: Chakra.ChakraEventMap["chakra-failed"]) => void) | undefined;
  "on:chakra-before-connect"?: ((event: Chakra.ChakraEventMap["chakra-before-connect"]) => void) | undefined;
  "on:chakra-before-disconnect"?: ((event: Chakra.ChakraEventMap["chakra-before-disconnect"]) => void) | undefined;
  "on:chakra-disconnected"?: ((event: Chakra.ChakraEventMap["chakra-disconnected"]) => void) | undefined;
}

export type ChakraElementProps = Solid.HTMLAttributes<Chakra.ChakraWhatsappConnectElement> & Chakra.ChakraAttributes & Chakra.ChakraProperties & { [Name in keyof Chakra.ChakraReflected]?: Chakra.ChakraReflected[Name] | undefined } & ChakraEvents;
