// The widget in front of a backend with several routes, with a session cookie.
import init from "/widget/chakra-connect.js";

const widget = document.querySelector("chakra-whatsapp-connect");
const intents = { connect: "CONNECT", replace: "REPLACE_CONNECTION" };

// The other three calls go to `backend` unchanged; this one is a GET with a query here.
widget.fetchToken = ({ intent, signal }) =>
  fetch(`/api/app/chakra/connect-token?intent=${intents[intent]}`, { signal, cache: "no-store" });

await init();
