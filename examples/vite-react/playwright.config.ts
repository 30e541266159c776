import { defineConfig } from "@playwright/test";

const port = Number(process.env.PORT ?? 4173);
/** A Chromium other than the one that `npx playwright install chromium` installs. */
const executablePath = process.env.CHROME;

export default defineConfig({
  testDir: "tests",
  timeout: 120_000,
  // WebAssembly is slow on a machine that builds while it tests.
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
