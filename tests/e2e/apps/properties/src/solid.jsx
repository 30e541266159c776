// Solid, which writes a property of a custom element in lower case.
import { createSignal, Show } from "solid-js";
import { render } from "solid-js/web";
import { app, given } from "./given.js";

const App = () => {
  const [isShown, show] = createSignal(true);
  self.show = show;
  return (
    <Show when={isShown()}>
      <chakra-whatsapp-connect
        sdkUrl={given.sdkUrl}
        tenant="acme"
        headingLevel={3}
        fetchToken={given.fetchToken}
        fetchStatus={given.fetchStatus}
        requestHeaders={given.requestHeaders}
        messages={given.messages}
        on:chakra-ready={given.onReady}
      />
    </Show>
  );
};

render(App, app);
