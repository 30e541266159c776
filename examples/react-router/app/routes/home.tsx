import { ChakraConnect } from "chakra-whatsapp-connect/react";

export default function Home() {
  return (
    <main>
      <h1>WhatsApp</h1>
      <ChakraConnect backend="/api/chakra" />
    </main>
  );
}
