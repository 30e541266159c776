export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  vue: { compilerOptions: { isCustomElement: (tag) => tag === "chakra-whatsapp-connect" } },
  // Keeps Vite from moving the package away from its WebAssembly.
  vite: { optimizeDeps: { exclude: ["chakra-whatsapp-connect"] } },
  // For the `await` outside of a function in server/utils/connect.ts.
  nitro: { esbuild: { options: { target: "es2022" } } },
  app: { head: { title: "Nuxt", link: [{ rel: "icon", href: "data:," }] } },
});
