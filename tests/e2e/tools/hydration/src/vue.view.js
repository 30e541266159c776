import { createSSRApp, h, ref } from "vue";

export const app = () =>
  createSSRApp({
    setup() {
      const count = ref(0);
      const note = () => h("p", { slot: "footer" }, `Note ${count.value}`);
      return () =>
        h("main", [
          h("h1", "Settings"),
          h("chakra-whatsapp-connect", { backend: "/api/chakra", variant: "card" }, count.value > 1 ? [] : [note()]),
          h("p", "below"),
          h("button", { id: "more", onClick: () => count.value++ }, `Count ${count.value}`),
        ]);
    },
  });
