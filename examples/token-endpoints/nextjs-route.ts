// app/api/chakra/connect-token/route.ts for Next.js: the key stays here, the tenant comes from the session.
import { plugins } from "./plugins"; // Yours: one plugin id a tenant, in your database.

const CHAKRA = process.env.CHAKRA_API_URL ?? "https://api.chakrahq.com";
const KEY = process.env.CHAKRA_API_KEY?.trim();

// Yours: who is signed in, from your session, never from the body. Until then a demo tenant, in development only.
async function signedIn(): Promise<{ id: string; name: string } | undefined> {
  return process.env.NODE_ENV === "development" ? { id: "demo", name: "Demo" } : undefined;
}

const answer = (status: number, body: object) =>
  Response.json(body, { status, headers: { "Cache-Control": "no-store" } });

// The cookie may be there, but the request is another site's. Older browsers say only from which host it comes.
function isCrossSite({ headers }: Request): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site) return site !== "same-origin" && site !== "none";
  const origin = headers.get("Origin");
  return origin !== null && origin.replace(/^https?:\/\//, "") !== headers.get("Host");
}

const LONGEST_BODY = 65_536;

// The error would quote what cannot be read.
const parsed = (text: string) => { try { return JSON.parse(text); } catch { return null; } };

// Chakra says so in words only; with any other status they are a gateway's.
function saysPluginIsGone(status: number, said: string): boolean {
  if (![400, 404, 410].includes(status)) return false;
  const body = parsed(said);
  const complaints = [body?._errors, body?.errors, body?.message, body?.error].flat().map((it) => it?.message ?? it);
  return complaints.some((text) => /plugin/i.test(text) && /not found/i.test(text));
}

// Chakra's refusal as the browser is told of it: a code, never Chakra's words.
function refusal(status: number): [number, string] {
  if (status === 401 || status === 403) return [502, "chakra_unauthorized"];
  if (status === 429) return [429, "chakra_rate_limited"];
  if (status >= 500) return [503, "chakra_unavailable"];
  return [502, status < 300 ? "chakra_bad_answer" : "chakra_refused"];
}

const ask = (method: string, path: string, body?: object) =>
  fetch(CHAKRA + path, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(7_000), // Two in a row are within the widget's 15 s.
  });

export async function POST(request: Request) {
  if (isCrossSite(request)) return answer(403, { code: "cross_site" });
  const tenant = await signedIn();
  if (!tenant) return answer(401, { code: "unauthorized" });
  if (!KEY) {
    console.error("CHAKRA_API_KEY is not set");
    return answer(502, { code: "chakra_unauthorized" });
  }
  // What a form can send is no JSON.
  const isJson = request.headers.get("Content-Type")?.startsWith("application/json");
  if (!isJson) return answer(415, { code: "unsupported_media_type" });
  const isLong = Number(request.headers.get("Content-Length")) > LONGEST_BODY;
  const body = isLong ? "" : await request.text();
  if (isLong || body.length > LONGEST_BODY) return answer(413, { code: "body_too_large" });
  const asked = parsed(body);
  if (asked !== Object(asked)) return answer(400, { code: "bad_request" });

  const known = await plugins.find(tenant.id);
  const named = asked.pluginId ?? known;
  if (named !== known) return answer(403, { code: "plugin_not_yours" });

  let told: Response, said: string;
  try {
    const plugin = known
      ? { pluginId: known }
      : { newPluginName: tenant.name, clientReferenceId: tenant.id, clientName: tenant.name };
    told = await ask("POST", "/v1/ext/whatsapp-partner/create-connect-token", plugin);
    said = await told.text(); // Never passed on, never logged.
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const isLate = name === "TimeoutError";
    const code = isLate ? "chakra_timeout" : "chakra_unreachable";
    console.warn(`Chakra: create-connect-token: ${cause?.code ?? name}: ${code}`);
    return answer(isLate ? 504 : 502, { code });
  }
  const connectToken = String((told.ok && parsed(said)?._data?.connectToken) || "");
  const pluginId = parsed(Buffer.from(connectToken.split(".")[1] ?? "", "base64url").toString())?.data?.pluginId;
  if (!pluginId) {
    const isGone = known && saysPluginIsGone(told.status, said);
    if (isGone) await plugins.forget(tenant.id, known);
    const [status, code] = isGone ? [502, "plugin_not_found"] : refusal(told.status);
    console.warn(`Chakra: create-connect-token: ${told.status}: ${code}`);
    return answer(status, { code });
  }
  if (!known && (await plugins.keep(tenant.id, pluginId)) !== pluginId) {
    // Another tab was first: its plugin counts, and this one goes. The widget asks again.
    await ask("DELETE", `/plugin/${encodeURIComponent(pluginId)}`).catch(() => undefined);
    return answer(503, { code: "busy" });
  }
  // Where there is a stand-in for Chakra, its SDK; else JSON leaves it out.
  return answer(200, { connectToken, pluginId, sdkUrl: process.env.CHAKRA_SDK_URL });
}
