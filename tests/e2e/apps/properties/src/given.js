// The values that every page sets on the element: functions, objects and texts. The test checks both the page's and the
// element's values.
import "chakra-whatsapp-connect/define";

/** Stands in for the vendor's script: a frame that is ready immediately. */
const vendor = () => {
  self.ChakraWhatsappConnect = {
    init({ container, onReady }) {
      const frame = document.createElement("iframe");
      container.append(frame);
      onReady();
      return { destroy: () => frame.remove() };
    },
  };
};

export const given = {
  calls: { token: 0, status: 0, ready: 0 },
  sdkUrl: `data:text/javascript,(${encodeURIComponent(vendor)})()`,
  fetchToken() {
    given.calls.token++;
    return { connectToken: "opaque", expiresInSeconds: 3600 };
  },
  fetchStatus: async () => {
    given.calls.status++;
    return { state: "not_connected", numbers: [] };
  },
  requestHeaders: { Authorization: "Bearer acme" },
  messages: { "not_connected.title": "Bring your own number" },
  onReady() {
    given.calls.ready++;
  },
};

self.given = given;
export const app = document.querySelector("#app");
