// The widget in front of one function of another origin: a POST with `action`, and a bearer token.
import init from "/widget/chakra-connect.js";

const widget = document.querySelector("chakra-whatsapp-connect");

// From your sign-in library; read for each call, so that a renewed token is used.
const accessToken = async () => sessionStorage.getItem("access-token");

const call = async (action, { signal, ...fields }) =>
  fetch(widget.dataset.function, {
    method: "POST",
    headers: { Authorization: `Bearer ${await accessToken()}`, "Content-Type": "application/json" },
    body: JSON.stringify({ action, ...fields }),
    signal,
  });

// The function's words for the connection's state, and the widget's.
const states = {
  none: "not_connected",
  account_only: "connected_without_number",
  several: "choose_number",
  active: "connected",
  inactive: "reconnect_needed",
};

widget.fetchToken = ({ pluginId, signal }) => call("create_token", { pluginId, signal });

widget.fetchStatus = async ({ signal }) => {
  const response = await call("refresh_status", { signal });
  if (!response.ok) return response;
  const { status, phones } = await response.json();
  const numbers = phones.map((phone) => ({
    phoneNumberId: phone.phone_number_id,
    displayPhoneNumber: phone.phone_number,
    verifiedName: phone.verified_name,
  }));
  return { state: states[status], numbers };
};

// The customer's choice among several numbers; the other events do not matter here.
widget.sendEvent = ({ phoneNumberId, signal }) =>
  phoneNumberId && call("save_connection", { phoneNumberId, signal });

widget.disconnectAccount = ({ signal }) => call("disconnect", { signal });

await init();
