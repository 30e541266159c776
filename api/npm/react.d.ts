import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from "react";
import type * as Chakra from "./index.js";
import "./types/react.js";

export interface ChakraConnectProps extends Chakra.ChakraProperties, Omit<HTMLAttributes<HTMLElement>, "onStatechange" | "onReady" | "onStarted" | "onProgress" | "onConnected" | "onCancelled" | "onFailed" | "onBeforeConnect" | "onBeforeDisconnect" | "onDisconnected"> {
  backend?: string;
  tokenUrl?: string;
  statusUrl?: string;
  eventUrl?: string;
  disconnectUrl?: string;
  sdkUrl?: string;
  credentials?: "same-origin" | "include";
  tenant?: string;
  start?: "visible" | "click" | "manual";
  variant?: "card" | "inline" | "button";
  headingLevel?: "2" | "1" | "3" | "4" | "5" | "6" | 2 | 1 | 3 | 4 | 5 | 6;
  theme?: "auto" | "light" | "dark";
  locale?: "en" | "ar" | "de" | "es" | "fr" | "he" | "hi" | "id" | "it" | "pt-BR" | "tr" | "ur" | (string & {});
  localesUrl?: string;
  load?: "visible" | "intent" | "eager";
  fallbackUrl?: string;
  debug?: boolean;
  onStatechange?: (event: CustomEvent<Chakra.ChakraStatechangeDetail>) => void;
  onReady?: (event: CustomEvent<Chakra.ChakraReadyDetail>) => void;
  onStarted?: (event: CustomEvent<Chakra.ChakraStartedDetail>) => void;
  onProgress?: (event: CustomEvent<Chakra.ChakraProgressDetail>) => void;
  onConnected?: (event: CustomEvent<Chakra.ChakraConnectedDetail>) => void;
  onCancelled?: (event: CustomEvent<Chakra.ChakraCancelledDetail>) => void;
  onFailed?: (event: CustomEvent<Chakra.ChakraFailedDetail>) => void;
  onBeforeConnect?: (event: CustomEvent<Chakra.ChakraBeforeConnectDetail>) => void;
  onBeforeDisconnect?: (event: CustomEvent<Chakra.ChakraBeforeDisconnectDetail>) => void;
  onDisconnected?: (event: CustomEvent<Chakra.ChakraDisconnectedDetail>) => void;
}

export const ChakraConnect: ForwardRefExoticComponent<ChakraConnectProps & RefAttributes<Chakra.ChakraWhatsappConnectElement>>;
