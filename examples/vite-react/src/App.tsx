import { useState } from "react";
import { WhatsApp } from "./WhatsApp";

export function App() {
  const [page, setPage] = useState("WhatsApp");
  return (
    <>
      <nav>
        <button onClick={() => setPage("WhatsApp")}>WhatsApp</button>
        <button onClick={() => setPage("Other")}>Other</button>
      </nav>
      {page === "WhatsApp" ? <WhatsApp /> : <h1>Other</h1>}
    </>
  );
}
