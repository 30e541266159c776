import { render } from "@testing-library/react";
import { ChakraConnect } from "chakra-whatsapp-connect/react";
import "chakra-whatsapp-connect/define";
import React from "react";
import { expect, test, vi } from "vitest";

test("it renders, asks for nothing and fails at nothing", async () => {
  const fetch = vi.spyOn(globalThis, "fetch");
  const failed = vi.fn();
  const { container, rerender, unmount } = render(<ChakraConnect backend="/x" onFailed={failed} />);
  await new Promise((done) => setTimeout(done, 300));
  const widget = container.querySelector("chakra-whatsapp-connect");
  expect(widget.getAttribute("backend")).toBe("/x");
  expect(widget.state).toBe("loading");
  rerender(<ChakraConnect backend="/y" variant="inline" onFailed={failed} />);
  expect(widget.getAttribute("backend")).toBe("/y");
  expect(fetch).not.toHaveBeenCalled();
  expect(failed).not.toHaveBeenCalled();
  unmount();
});

test("whatever is done to it, nothing is thrown", async () => {
  const { container } = render(<ChakraConnect backend="/x" load="eager" />);
  const widget = container.querySelector("chakra-whatsapp-connect");
  for (const name of ["pointerover", "focusin"]) widget.dispatchEvent(new Event(name, { bubbles: true }));
  for (const method of ["connect", "refresh", "disconnect", "reset"]) Promise.resolve(widget[method]()).catch(() => {});
  await new Promise((done) => setTimeout(done, 1000));
  expect(["loading", "unavailable"]).toContain(widget.state);
});
