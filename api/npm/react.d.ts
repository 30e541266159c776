import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from "react";
import type * as Chakra from "./index.js";
import "./types/react.js";

export interface ChakraConnectProps extends Chakra.ChakraProperties, Omit<HTMLAttributes<HTMLElement>, "onStatechange" | "onReady" | "onStarted" | "onProgress" | "onConnected" | "onCancelled" | "onFailed" | "onBeforeConnect" | "onBeforeDisconnect" | "onDisconnected"> {
  backend?: string | undefined;
  tokenUrl?: string | undefined;
  statusUrl?: string | undefined;
  eventUrl?: string | undefined;
  disconnectUrl?: string | undefined;
  sdkUrl?: string | undefined;
  credentials?: "same-origin" | "include" | undefined;
  tenant?: string | undefined;
  start?: "visible" | "click" | "manual" | undefined;
  variant?: "card" | "inline" | "button" | undefined;
  headingLevel?: "2" | "1" | "3" | "4" | "5" | "6" | 2 | 1 | 3 | 4 | 5 | 6 | undefined;
  theme?: "auto" | "light" | "dark" | undefined;
  locale?: "en" | "ar" | "de" | "es" | "fr" | "he" | "hi" | "id" | "it" | "pt-BR" | "tr" | "ur" | (string & {}) | undefined;
  localesUrl?: string | undefined;
  load?: "visible" | "intent" | "eager" | undefined;
  fallbackUrl?: string | undefined;
  debug?: boolean | undefined;
  onStatechange?: ((event: CustomEvent<Chakra.ChakraStatechangeDetail>) => void) | undefined;
  onReady?: ((event: CustomEvent<Chakra.ChakraReadyDetail>) => void) | undefined;
  onStarted?: ((event: CustomEvent<Chakra.ChakraStartedDetail>) => void) | undefined;
  onProgress?: ((event: CustomEvent<Chakra.ChakraProgressDetail>) => void) | undefined;
  onConnected?: ((event: CustomEvent<Chakra.ChakraConnectedDetail>) => void) | undefined;
  onCancelled?: ((event: CustomEvent<Chakra.ChakraCancelledDetail>) => void) | undefined;
  onFailed?: ((event: CustomEvent<Chakra.ChakraFailedDetail>) => void) | undefined;
  onBeforeConnect?: ((event: CustomEvent<Chakra.ChakraBeforeConnectDetail>) => void) | undefined;
  onBeforeDisconnect?: ((event: CustomEvent<Chakra.ChakraBeforeDisconnectDetail>) => void) | undefined;
  onDisconnected?: ((event: CustomEvent<Chakra.ChakraDisconnectedDetail>) => void) | undefined;
}

export const ChakraConnect: ForwardRefExoticComponent<ChakraConnectProps & RefAttributes<Chakra.ChakraWhatsappConnectElement>>;
