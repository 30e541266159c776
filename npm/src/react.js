"use client";
// The element as a React component, from React 18 on: attributes, properties and events are its props.
import { createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { define } from "./index.js";
import { ATTRIBUTES, EVENTS, PROPERTIES, TAG } from "./tables.js";

const capital = (_, letter) => letter.toUpperCase();
/** From `tokenUrl` to `token-url`. */
const ATTRIBUTE_OF = new Map(ATTRIBUTES.map((name) => [name.replace(/-(\w)/g, capital), name]));
/** From `onBeforeDisconnect` to `chakra-before-disconnect`. */
const EVENT_OF = new Map(EVENTS.map((name) => [name.replace("chakra", "on").replace(/-(\w)/g, capital), name]));

/** Before React 19, a boolean would become the attribute's text. */
const attribute = (value) => (value === true ? "" : value === false ? undefined : value);

// On a server there is no commit to wait for, and React warns.
const useCommit = typeof document === "undefined" ? useEffect : useLayoutEffect;

export const ChakraConnect = forwardRef(function ChakraConnect(props, ref) {
  const own = useRef(null);
  const latest = useRef(props);
  const given = { ref: own };
  for (const [name, value] of Object.entries(props)) {
    if (name === "className") given.class = value;
    else if (ATTRIBUTE_OF.has(name)) given[ATTRIBUTE_OF.get(name)] = attribute(value);
    // From React 19 on, a property, and an empty text would be false.
    else if (name === "hidden" || name === "inert") given[name] = attribute(value) === "" ? name : attribute(value);
    else if (!EVENT_OF.has(name) && !PROPERTIES.includes(name)) given[name] = value;
  }

  // Once, as for every element.
  useImperativeHandle(ref, () => own.current, []);
  useCommit(() => {
    const before = latest.current;
    latest.current = props;
    for (const name of PROPERTIES) {
      // A property that was never a prop belongs to the page, which may have set it by the ref.
      if (!(name in props) && !(name in before)) continue;
      const value = props[name];
      // The same object may hold other values now.
      if (own.current[name] !== value || typeof value === "object") own.current[name] = value;
    }
  });
  useCommit(() => {
    const element = own.current;
    const listening = new AbortController();
    for (const [prop, name] of EVENT_OF) {
      const tell = (event) => event.target === element && latest.current[prop]?.(event);
      element.addEventListener(name, tell, { signal: listening.signal });
    }
    define();
    return () => listening.abort();
  }, []);
  return createElement(TAG, given);
});
