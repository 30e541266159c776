import { act, render } from "@testing-library/react";
import { TAG, define } from "chakra-whatsapp-connect";
import { ChakraConnect } from "chakra-whatsapp-connect/react";
import "chakra-whatsapp-connect/define";
import React from "react";

test("it renders, and fails at nothing", async () => {
  const failed = jest.fn();
  const { container, unmount } = render(<ChakraConnect backend="/x" onFailed={failed} />);
  await act(() => new Promise((done) => setTimeout(done, 300)));
  const widget = container.querySelector(TAG);
  expect(widget.getAttribute("backend")).toBe("/x");
  expect(widget.state).toBe("loading");
  expect(define()).toBe(false);
  expect(failed).not.toHaveBeenCalled();
  unmount();
});

test("whatever is done to it, nothing is thrown", async () => {
  const { container } = render(<ChakraConnect backend="/x" load="eager" />);
  const widget = container.querySelector(TAG);
  Promise.resolve(widget.connect()).catch(() => {});
  await act(() => new Promise((done) => setTimeout(done, 1000)));
  expect(["loading", "unavailable"]).toContain(widget.state);
});
