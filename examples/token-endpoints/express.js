// POST /connect-token for Express 5: the key stays here, the tenant comes from the session.
import express from "express";
import { plugins } from "./plugins.js"; // Yours: one plugin id a tenant, in your database.

const CHAKRA = process.env.CHAKRA_API_URL ?? "https://api.chakrahq.com";
export const chakra = express.Router();
chakra.use(express.json());

chakra.post("/connect-token", async (request, response) => {
  response.set("Cache-Control", "no-store");
  const tenant = request.session?.tenant; // Yours: {id, name} of who is signed in, never from the body.
  if (!tenant) return response.status(401).json({ code: "unauthorized" });
  const known = await plugins.find(tenant.id);
  const named = request.body?.pluginId;
  if (named && named !== known) return response.status(403).json({ code: "plugin_not_yours" });

  const answer = await fetch(`${CHAKRA}/v1/ext/whatsapp-partner/create-connect-token`, {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.CHAKRA_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify(
      known
        ? { pluginId: known }
        : { newPluginName: tenant.name, clientReferenceId: tenant.id, clientName: tenant.name },
    ),
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  });
  const said = await answer.text(); // Never passed on, never logged.
  const connectToken = answer.ok && JSON.parse(said)._data?.connectToken;
  if (!connectToken) {
    const isGone = known && /plugin/i.test(said) && /not found/i.test(said);
    if (isGone) await plugins.forget(tenant.id);
    return response.status(502).json({ code: isGone ? "plugin_not_found" : "chakra_refused" });
  }
  const claims = JSON.parse(Buffer.from(connectToken.split(".")[1], "base64url"));
  const { pluginId } = claims.data;
  if (!known) await plugins.keep(tenant.id, pluginId);
  response.json({ connectToken, pluginId });
});
