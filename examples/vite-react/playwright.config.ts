import { defineConfig } from "@playwright/test";

const port = Number(process.env.PORT ?? 4173);
/** Another Chromium than the one that `npx playwright install chromium` brings. */
const executablePath = process.env.CHROME;

export default defineConfig({
  testDir: "tests",
  timeout: 120_000,
  // A machine that builds beside the tests is slow with WebAssembly.
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: executablePath ? { executablePath } : {},
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --strictPort --port ${port}`,
    url: `http://127.0.0.1:${port}`,
  },
});
