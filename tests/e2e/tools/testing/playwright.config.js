import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "playwright",
  workers: 1,
  reporter: "list",
  timeout: 120_000,
  expect: { timeout: 60_000 },
  use: { launchOptions: { executablePath: process.env.CHROME } },
});
