// The same job written by hand in React: one component with hooks.
import { useCallback, useEffect, useReducer, useRef } from "react";
import { disconnect, fetchStatus, fetchToken } from "./backend.js";
import { DEADLINE, loadSdk } from "./sdk.js";
import { TONES, WORDS, meaning, numberOf } from "./words.js";
import "./card.css";

const START = { view: "loading", number: undefined, isFrameReady: false, isAsking: false, isBusy: false };

const reduce = (state, action) => {
  switch (action.type) {
    case "status": {
      if (action.number) return { ...START, view: "connected", number: action.number };
      // A sign-up may be open, or the backend may not know of it yet.
      const stays = ["connecting", "cancelled", "failed"].includes(state.view);
      return { ...state, number: undefined, view: stays ? state.view : state.isFrameReady ? "ready" : "loading" };
    }
    case "frame":
      return { ...state, view: "ready", isFrameReady: true };
    case "view":
      return { ...state, view: action.view };
    case "failed":
      return { ...START, view: "failed", error: action.error };
    case "asking":
      return { ...state, isAsking: action.isAsking };
    case "busy":
      return { ...state, isBusy: action.isBusy };
    case "again":
      return START;
    default:
      return state;
  }
};

export function Connect({ sdkUrl }) {
  const [state, dispatch] = useReducer(reduce, START);
  const root = useRef(null);
  const container = useRef(null);
  const vendor = useRef(null);
  const running = useRef(null);
  const lastCheck = useRef(0);

  const unmountFrame = useCallback(() => {
    vendor.current?.destroy();
    vendor.current = null;
  }, []);

  const fail = useCallback(
    (error) => {
      if (error?.name === "AbortError") return;
      unmountFrame();
      dispatch({ type: "failed", error });
    },
    [unmountFrame],
  );

  const check = useCallback(
    async (signal) => {
      lastCheck.current = performance.now();
      const number = numberOf(await fetchStatus(signal));
      if (signal.aborted) return undefined;
      if (number) unmountFrame();
      dispatch({ type: "status", number });
      return number;
    },
    [unmountFrame],
  );

  const prepare = useCallback(
    async (signal) => {
      const [connectToken, sdk] = await Promise.all([fetchToken(signal), loadSdk(sdkUrl)]);
      if (signal.aborted) return;
      const timer = setTimeout(() => fail(new Error("the frame was not ready in time")), DEADLINE);
      vendor.current = sdk.init({
        connectToken,
        container: container.current,
        onReady: () => {
          clearTimeout(timer);
          if (!signal.aborted) dispatch({ type: "frame" });
        },
        onMessage: (name) => {
          const view = meaning(name);
          if (view) dispatch({ type: "view", view });
          if (view === "cancelled") check(signal).catch(fail);
        },
        onSuccess: () => {
          dispatch({ type: "view", view: "confirming" });
          check(signal).catch(fail);
        },
        onError: (error) => {
          clearTimeout(timer);
          fail(error);
        },
      });
      signal.addEventListener("abort", () => clearTimeout(timer));
    },
    [sdkUrl, check, fail],
  );

  const begin = useCallback(async () => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    try {
      if (!(await check(controller.signal)) && !controller.signal.aborted) await prepare(controller.signal);
    } catch (error) {
      fail(error);
    }
  }, [check, prepare, fail]);

  useEffect(() => {
    begin();
    // The customer comes back from the popup, or from another tab.
    const onFocus = () => {
      if (performance.now() - lastCheck.current < 2_000) return;
      check(running.current.signal).catch(() => {});
    };
    window.addEventListener("focus", onFocus);
    return () => {
      window.removeEventListener("focus", onFocus);
      running.current?.abort();
      unmountFrame();
    };
  }, [begin, check, unmountFrame]);

  // For the benchmark alone.
  useEffect(() => {
    const tell = (name, detail) => root.current.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
    if (state.view === "connected") tell("bench-shown");
    if (state.view === "failed") tell("bench-failed", String(state.error));
    if (state.isFrameReady) tell("bench-usable");
  }, [state.view, state.isFrameReady, state.error]);

  const again = () => {
    unmountFrame();
    dispatch({ type: "again" });
    begin();
  };

  const end = async () => {
    dispatch({ type: "busy", isBusy: true });
    try {
      await disconnect();
      again();
    } catch (error) {
      fail(error);
    }
  };

  const [title, sentence] = WORDS[state.view];
  const hasFrame = state.isFrameReady && ["ready", "connecting", "cancelled"].includes(state.view);
  return (
    <section className="connect" ref={root} aria-label="WhatsApp">
      <div className="card" data-tone={TONES[state.view]}>
        <div role="status">
          <h2>{title}</h2>
          <p>{sentence}</p>
          {state.number && <p className="number">{state.number}</p>}
        </div>
        {state.view === "loading" && <div className="skeleton" />}
        <div className="frame" ref={container} hidden={!hasFrame} />
        {state.view === "failed" && <button onClick={again}>Try again</button>}
        {state.view === "connected" && !state.isAsking && (
          <button onClick={() => dispatch({ type: "asking", isAsking: true })}>Disconnect</button>
        )}
        {state.view === "connected" && state.isAsking && (
          <>
            <p>Disconnect this number?</p>
            <button className="danger" onClick={end} disabled={state.isBusy}>
              Disconnect
            </button>
            <button onClick={() => dispatch({ type: "asking", isAsking: false })}>Keep it</button>
          </>
        )}
      </div>
    </section>
  );
}
