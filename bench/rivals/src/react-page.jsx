// A React page with as many rivals as `data-count` says.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Connect } from "./react.jsx";

const root = document.querySelector("#root");
const { sdkUrl, count } = root.dataset;

createRoot(root).render(
  <StrictMode>
    {Array.from({ length: count }, (_, index) => (
      <Connect key={index} sdkUrl={sdkUrl} />
    ))}
  </StrictMode>,
);
