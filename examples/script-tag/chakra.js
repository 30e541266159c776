// The widget's four calls for Express 5: the key stays here, the tenant comes from the session.
import express from "express";
import { answerFailure, ask, parsed, Problem } from "./ask.js";
import { plugins } from "./plugins.js"; // Yours: one plugin a tenant, in your database.
import { accountsFrom, connection, numbersInQuestion, phoneFrom, pluginFrom } from "./state.js";

export const chakra = express.Router();

chakra.use(async (request, response, next) => {
  response.set("Cache-Control", "no-store");
  const tenant = request.session?.tenant; // Yours: {id, name} of who is signed in, never from the body.
  if (!tenant) throw new Problem(401, "unauthorized");
  if (isCrossSite(request)) throw new Problem(403, "cross_site");
  // What a form can send is no JSON.
  if (request.is("json") === false) throw new Problem(415, "unsupported_media_type");
  Object.assign(response.locals, await plugins.find(tenant.id), { tenant });
  next();
}, express.json());

chakra.post("/connect-token", async (request, response) => {
  const { tenant, pluginId: known } = response.locals;
  const named = request.body?.pluginId ?? known;
  if (named !== known) throw new Problem(403, "plugin_not_yours");
  const body = known
    ? { pluginId: known }
    : { newPluginName: tenant.name, clientReferenceId: tenant.id, clientName: tenant.name };
  const read = (data) => tokenFrom(data, known);
  const asked = ask("POST", "/v1/ext/whatsapp-partner/create-connect-token", { body, read });
  const { connectToken, pluginId } = await asked.catch(async (error) => {
    if (known && error.code === "plugin_not_found") await plugins.forget(tenant.id, known);
    throw error;
  });
  if (!known && (await plugins.keep(tenant.id, pluginId)) !== pluginId) {
    // Another tab was first: its plugin counts, and this one goes.
    await ask("DELETE", `/plugin/${encodeURIComponent(pluginId)}`).catch(() => undefined);
    throw new Problem(503, "busy", { retryAfter: 1 });
  }
  // Where there is a stand-in for Chakra, its SDK; else JSON leaves it out.
  response.json({ connectToken, pluginId, sdkUrl: process.env.CHAKRA_SDK_URL });
});

chakra.get("/status", async (request, response) => {
  const checkedAt = new Date().toISOString(); // Before Chakra is asked: what comes late is not newer.
  const { pluginId, choice } = response.locals;
  const plugin = await pluginOf(response.locals);
  const numbers = plugin ? numbersInQuestion(plugin, choice).slice(0, 20) : [];
  const [accounts, ...phones] = await Promise.all([
    accountsOf(plugin, pluginId),
    ...numbers.map((phoneNumberId) => phoneOf(phoneNumberId, pluginId)),
  ]);
  // One that cannot be read leaves the others; of none is nothing known.
  if (phones.length && phones.every(({ failure }) => failure)) throw phones[0].failure;
  response.json({ ...connection(plugin, phones, accounts), checkedAt });
});

chakra.post("/connect-event", async (request, response) => {
  const { tenant, pluginId } = response.locals;
  const phoneNumberId = request.body?.phoneNumberId;
  // Anything else is a hint, which proves nothing.
  if (phoneNumberId) {
    const among = (await pluginOf(response.locals))?.numbers;
    if (!among?.includes(phoneNumberId)) throw new Problem(409, "unknown_number");
    const isKept = await plugins.choose(tenant.id, pluginId, { phoneNumberId, among });
    if (!isKept) throw new Problem(409, "unknown_number"); // Disconnected meanwhile.
  }
  response.status(202).end();
});

chakra.post("/disconnect", async (request, response) => {
  const { tenant, pluginId } = response.locals;
  if (pluginId) {
    const failure = (error) => (error.code === "plugin_not_found" ? undefined : error);
    const body = { pluginId, isActive: false };
    const path = `/plugin/${encodeURIComponent(pluginId)}`;
    const notOff = await ask("PUT", path, { body }).catch(failure);
    const notDeleted = await ask("DELETE", path).catch(failure);
    // Either is enough. Where both fail it stays connected, so it must not be forgotten.
    if (notOff && notDeleted) throw notDeleted;
    await plugins.forget(tenant.id, pluginId);
  }
  response.status(204).end();
});

chakra.use(answerFailure);

// The cookie may be there, but the request is another site's, be it an image's. Older browsers say only from which
// host a script comes.
function isCrossSite(request) {
  const site = request.get("Sec-Fetch-Site");
  if (site) return site !== "same-origin" && site !== "none";
  const origin = request.get("Origin");
  return origin !== undefined && origin.replace(/^https?:\/\//, "") !== request.get("Host");
}

// The token and its plugin; undefined where it names none, or another.
function tokenFrom({ connectToken }, known) {
  const claims = String(connectToken).split(".")[1] ?? "";
  const pluginId = parsed(Buffer.from(claims, "base64url").toString())?.data?.pluginId;
  return pluginId && pluginId === (known ?? pluginId) ? { connectToken, pluginId } : undefined;
}

// The tenant's plugin; undefined where there is none, or Chakra no longer knows it.
async function pluginOf({ tenant, pluginId }) {
  if (!pluginId) return undefined;
  const read = (data) => pluginFrom(data, pluginId);
  return ask("GET", `/plugin/${encodeURIComponent(pluginId)}`, { read }).catch(async (error) => {
    if (error.code !== "plugin_not_found") throw error;
    await plugins.forget(tenant.id, pluginId);
    return undefined;
  });
}

// A number of the plugin, as Chakra has it. It may be listed before it has a record. One that stays without
// a record is gone: keep when you first saw each number, and drop it after ten minutes.
async function phoneOf(phoneNumberId, pluginId) {
  const read = (data) => phoneFrom(data, phoneNumberId, pluginId);
  const path = `/v1/ext/whatsapp-phone-number/${encodeURIComponent(phoneNumberId)}`;
  return ask("GET", path, { read }).catch((error) => {
    const isMissing = error.refusedWith === 404 || error.code === "plugin_not_found";
    return { phoneNumberId, failure: isMissing ? undefined : error };
  });
}

// The records of the plugin's accounts. They only add to the rest, which must not fail for them.
async function accountsOf(plugin, pluginId) {
  if (!plugin?.isActive || !plugin.accounts.length) return [];
  const read = (data) => accountsFrom(data, pluginId);
  const path = `/v1/ext/whatsapp-business-account?pluginId=${encodeURIComponent(pluginId)}`;
  return ask("GET", path, { read }).catch(() => []);
}
