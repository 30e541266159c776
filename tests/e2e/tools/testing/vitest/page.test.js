// A mock in the page: each outcome, scripted responses, and complete removal.
import { OUTCOMES, mockChakra, mockOf, restoreMockAddresses } from "chakra-whatsapp-connect/testing";
import { page } from "vitest/browser";
import { afterEach, expect, test } from "vitest";
import { shows, traces, widget } from "./widget.js";

/** As in playwright/outcomes.spec.js. */
const EXPECTED = {
  finish: ["connected", ["connected", "connected"]],
  finish_only_waba: ["connected_without_number", ["failed", "finished_without_number"]],
  coexistence: ["connected", ["connected", "connected"]],
  several_numbers: ["choose_number", undefined],
  in_review: ["in_review", ["connected", "in_review"]],
  cancel: ["not_connected", ["cancelled", "user"]],
  close: ["not_connected", undefined],
  error: ["not_connected", ["failed", "vendor_error"]],
  duplicate: ["connected", ["connected", "connected"]],
  silent: ["connected", undefined],
};

let mock;
afterEach(() => {
  mock?.restore();
  document.body.replaceChildren();
});

/** A customer's real click, with the runner's mouse. */
const click = (element) =>
  page.frameLocator(page.elementLocator(element.querySelector("[slot=vendor] iframe"))).getByRole("button").click();

test("the outcomes are those that are expected here", () => {
  expect(Object.keys(OUTCOMES)).toEqual(Object.keys(EXPECTED));
});

for (const [outcome, [state, told]] of Object.entries(EXPECTED)) {
  test(`${outcome}, by a click`, async () => {
    mock = mockChakra({ outcome });
    const { element, heard } = widget({ backend: "/api/chakra" });
    await shows(element, "not_connected");
    await expect.poll(() => element.querySelector("[slot=vendor] iframe")).toBeTruthy();
    await click(element);
    if (told) await expect.poll(() => heard, { timeout: 60_000 }).toEqual([told]);
    await expect.poll(() => mock.state).toBe(state);
    if (!told) await element.refresh();
    if (outcome !== "close") await shows(element, state);
  });
}

test("a signup without a click", async () => {
  mock = mockChakra();
  const { element, heard } = widget({ backend: "/api/chakra" });
  await mock.signUp("finish");
  await shows(element, "connected");
  expect(heard).toEqual([["connected", "connected"]]);
});

test("a held request is under the test's control", async () => {
  mock = mockChakra({ state: "connected" });
  const hold = mock.hold("status");
  const { element } = widget({ backend: "/api/chakra" });
  await hold.reached;
  expect(element.state).toBe("loading");
  hold.release();
  await shows(element, "connected");
});

test("failures are told by the widget's codes", async () => {
  mock = mockChakra();
  mock.fail("status", 401);
  const { heard } = widget({ backend: "/api/chakra" });
  await expect.poll(() => heard.at(-1), { timeout: 60_000 }).toEqual(["failed", "backend_unauthorized"]);
});

test("other requests of the page go on as before", async () => {
  mock = mockChakra();
  const answer = await fetch("/vitest/page.test.js");
  expect(answer.ok).toBe(true);
  expect(mock.requests).toEqual([]);
});

test("all that was added is taken away", async () => {
  const before = traces();
  mock = mockChakra();
  const { element } = widget({ backend: "/api/chakra" });
  await mock.signUp("cancel");
  expect(traces()).not.toEqual(before);
  mock.restore();
  element.remove();
  expect(traces()).toEqual(before);
});

test("two mocks on a page know their own tokens", async () => {
  mock = mockChakra({ backend: "/one" });
  const other = mockChakra({ backend: "/two" });
  const [one, two] = ["/one", "/two"].map((backend) => widget({ backend }).element);
  await other.signUp("in_review");
  await shows(two, "in_review");
  await shows(one, "not_connected");
  expect([mock.state, other.state]).toEqual(["not_connected", "in_review"]);
  other.restore();
});

test("an element with an address of the form `mock:` needs no backend", async () => {
  const warned = [];
  const { warn } = console;
  console.warn = (...words) => warned.push(words.join(" "));
  const { element, heard } = widget({ backend: "mock:several_numbers" });
  await shows(element, "not_connected");
  await expect.poll(() => element.querySelector("[slot=vendor] iframe")).toBeTruthy();
  await click(element);
  await shows(element, "choose_number");
  expect(mockOf(element).state).toBe("choose_number");
  mockOf(element).fail("status", 403);
  await element.refresh();
  await expect.poll(() => heard.at(-1)).toEqual(["failed", "backend_forbidden"]);
  expect(warned.filter((it) => it.includes("backend"))).toEqual([]);
  console.warn = warn;
});

test("an address may say what is connected, also inside of a shadow root", async () => {
  const host = document.createElement("div");
  document.body.append(host);
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = '<chakra-whatsapp-connect backend="mock:finish?state=action_needed"></chakra-whatsapp-connect>';
  await shows(root.firstElementChild, "action_needed");
});

test("the page's own functions count more than the mock's", async () => {
  const { element } = widget({ backend: "mock:cancel" });
  element.fetchStatus = async () => ({ state: "in_review", numbers: [], checkedAt: new Date().toISOString() });
  await shows(element, "in_review");
});

test("a name that there is not is told, with those that there are", async () => {
  const { element } = widget({ backend: "mock:finsh" });
  const failed = new Promise((hear) => element.addEventListener("chakra-failed", hear, { once: true }));
  const { detail } = await failed;
  expect(detail.code).toBe("host_function_failed");
  expect(detail.cause.code).toBe("unknown_outcome");
  expect(detail.cause.message).toContain("several_numbers");
});

// Last: from here on, nothing answers for such addresses.
test("without the mock's answers the widget says that the address needs them", async () => {
  const { element } = widget({ backend: "mock:finish" });
  await shows(element, "not_connected");
  const before = traces();
  restoreMockAddresses();
  expect(traces().sdk).toBe(false);
  expect(traces().accessors).not.toEqual(before.accessors);
  const { heard, element: late } = widget({ backend: "mock:finish" });
  const failed = new Promise((hear) => late.addEventListener("chakra-failed", hear, { once: true }));
  const { detail } = await failed;
  expect(detail.code).toBe("config_bad_address");
  expect(detail.message).toContain("chakra-whatsapp-connect/testing");
  expect(detail.docs).toMatch(/config_bad_address$/);
  expect(heard).toHaveLength(1);
});
