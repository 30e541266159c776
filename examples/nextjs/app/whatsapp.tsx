// A client component, because it has a handler; without one, a server component can use ChakraConnect itself.
"use client";

import { ChakraConnect } from "chakra-whatsapp-connect/react";
import { useState } from "react";

export function WhatsApp() {
  const [number, setNumber] = useState<string>();
  return (
    <>
      <ChakraConnect
        backend="/api/chakra"
        onConnected={({ detail }) => setNumber(detail.numbers[0]?.displayPhoneNumber)}
      />
      <output>{number && `Connected: ${number}`}</output>
    </>
  );
}
