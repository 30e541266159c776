import { expect, test } from "@playwright/test";
import { mockChakra } from "chakra-whatsapp-connect/testing/playwright";

test("a customer connects a number", async ({ page }) => {
  const mock = await mockChakra(page);
  await page.goto("/");
  const widget = page.locator("chakra-whatsapp-connect");
  await expect(widget).toHaveJSProperty("state", "not_connected");

  await mock.signUp("finish");

  await expect(widget).toHaveJSProperty("state", "connected");
  const [number] = mock.status.numbers;
  await expect(page.locator("output")).toHaveText(`Connected: ${number.displayPhoneNumber}`);
  expect(mock.calls("connect-token")[0].body).toEqual({ intent: "connect" });
});

test("a customer who cancels is offered the signup again", async ({ page }) => {
  const mock = await mockChakra(page);
  await page.goto("/");
  const widget = page.locator("chakra-whatsapp-connect");
  await expect(widget).toHaveJSProperty("state", "not_connected");

  await mock.signUp("cancel");

  await expect(widget).toHaveJSProperty("state", "not_connected");
  await expect(page.locator("output")).toBeEmpty();
  expect(mock.state).toBe("not_connected");
});

test("a customer sees a backend failure, and can try again", async ({ page }) => {
  const mock = await mockChakra(page, { state: "connected" });
  mock.fail("status", 401);
  await page.goto("/");
  const widget = page.locator("chakra-whatsapp-connect");
  await expect(widget).toContainText("backend_unauthorized");

  mock.recover();
  await widget.getByRole("button").click();

  await expect(widget).toHaveJSProperty("state", "connected");
});
