import { mockChakra } from "chakra-whatsapp-connect/testing";
import type { PageMock } from "chakra-whatsapp-connect/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApp } from "vue";
import type { App } from "vue";
import WhatsApp from "../src/WhatsApp.vue";

let mock: PageMock;
let app: App;

beforeEach(() => {
  mock = mockChakra();
  const place = document.createElement("main");
  document.body.append(place);
  app = createApp(WhatsApp);
  app.mount(place);
});

afterEach(() => {
  app.unmount();
  mock.restore();
  document.body.replaceChildren();
});

const widget = () => document.querySelector("chakra-whatsapp-connect")!;
const shows = (state: string) => expect.poll(() => widget().state, { timeout: 30_000 }).toBe(state);

test("a customer connects a number", async () => {
  await shows("not_connected");
  await mock.called("connect-token");

  await mock.signUp("finish");

  await shows("connected");
  const [number] = mock.status.numbers;
  await expect.poll(() => document.querySelector("output")!.textContent).toBe(`Connected: ${number.displayPhoneNumber}`);
});

test("one of two numbers is to be chosen", async () => {
  await shows("not_connected");

  await mock.signUp("several_numbers");

  await shows("choose_number");
  expect(mock.status.numbers).toHaveLength(2);
});
