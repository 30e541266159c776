// Calls of the partner's backend.

const ask = async (path, options) => {
  const response = await fetch(path, { credentials: "same-origin", ...options });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.status === 204 ? undefined : response.json();
};

export const fetchStatus = (signal) => ask("/api/status", { signal });

export const fetchToken = async (signal) => {
  const { connectToken } = await ask("/api/connect-token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ intent: "connect" }),
    signal,
  });
  return connectToken;
};

export const disconnect = () => ask("/api/disconnect", { method: "POST" });
