import { WhatsApp } from "./whatsapp";

export default function Page() {
  return (
    <main>
      <h1>WhatsApp</h1>
      <WhatsApp />
    </main>
  );
}
