// The rest of the page: a settings form in React.
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

function Settings({ children }) {
  const [name, setName] = useState("Example Ltd");
  return (
    <>
      <h1>Settings</h1>
      <label>
        Company <input value={name} onChange={({ target }) => setName(target.value)} />
      </label>
      {children}
      <p>Everything is saved at once.</p>
    </>
  );
}

export const page = (widget) =>
  createRoot(document.querySelector("#root")).render(
    <StrictMode>
      <Settings>{widget}</Settings>
    </StrictMode>,
  );
