import { ChakraConnect } from "chakra-whatsapp-connect/react";
import { useState } from "react";

export function App() {
  const [page, setPage] = useState("WhatsApp");
  const [number, setNumber] = useState<string>();
  return (
    <>
      <nav>
        <button onClick={() => setPage("WhatsApp")}>WhatsApp</button>
        <button onClick={() => setPage("Other")}>Other</button>
      </nav>
      <h1>{page}</h1>
      {page === "WhatsApp" && (
        <ChakraConnect
          backend="/api/chakra"
          onConnected={({ detail }) => setNumber(detail.numbers[0]?.displayPhoneNumber)}
        />
      )}
      <output>{number && `Connected: ${number}`}</output>
    </>
  );
}
