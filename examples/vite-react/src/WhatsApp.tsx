import { ChakraConnect } from "chakra-whatsapp-connect/react";
import { useState } from "react";

export function WhatsApp() {
  const [number, setNumber] = useState<string>();
  return (
    <>
      <h1>WhatsApp</h1>
      <ChakraConnect
        backend="/api/chakra"
        onConnected={({ detail }) => setNumber(detail.numbers[0]?.displayPhoneNumber)}
      />
      <output>{number && `Connected: ${number}`}</output>
    </>
  );
}
