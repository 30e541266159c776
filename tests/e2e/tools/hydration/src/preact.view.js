import { createElement as h, useState } from "preact/compat";

const widget = (variant, ...children) => h("chakra-whatsapp-connect", { backend: "/api/chakra", variant }, ...children);

/** Elements with and without children, between other elements, and a part that changes later. */
export const App = () => {
  const [count, setCount] = useState(0);
  const note = h("p", { slot: "footer", key: "note" }, `Note ${count}`);
  return h("main", null, h("h1", null, "Settings"), widget("card", count > 1 ? null : note),
    h("p", null, "below"), h("button", { id: "more", onClick: () => setCount(count + 1) }, `Count ${count}`));
};
