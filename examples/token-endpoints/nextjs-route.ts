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

// The error would quote what cannot be read.
const parsed = (text: string) => { try { return JSON.parse(text); } catch { return null; } };

// Chakra's refusal as the browser is told of it: a code, never Chakra's words.
function refusal(status: number): [number, string] {
  if (status === 401 || status === 403) return [502, "chakra_unauthorized"];
  if (status === 429) return [429, "chakra_rate_limited"];
  if (status >= 500) return [503, "chakra_unavailable"];
  return [502, status < 300 ? "chakra_bad_answer" : "chakra_refused"];
}

export async function POST(request: Request) {
  const tenant = await signedIn();
  if (!tenant) return answer(401, { code: "unauthorized" });
  if (!KEY) {
    console.error("CHAKRA_API_KEY is not set");
    return answer(502, { code: "chakra_unauthorized" });
  }
  const known = await plugins.find(tenant.id);
  const named = (await request.json().catch(() => null))?.pluginId;
  if (named && named !== known) return answer(403, { code: "plugin_not_yours" });

  let told: Response, said: string;
  try {
    told = await fetch(`${CHAKRA}/v1/ext/whatsapp-partner/create-connect-token`, {
      method: "POST",
      headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify(
        known
          ? { pluginId: known }
          : { newPluginName: tenant.name, clientReferenceId: tenant.id, clientName: tenant.name },
      ),
      redirect: "error",
      signal: AbortSignal.timeout(7_000), // Within the widget's 15 s.
    });
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
    const isGone = known && /plugin/i.test(said) && /not found/i.test(said);
    if (isGone) await plugins.forget(tenant.id, known);
    const [status, code] = isGone ? [502, "plugin_not_found"] : refusal(told.status);
    console.warn(`Chakra: create-connect-token: ${told.status}: ${code}`);
    return answer(status, { code });
  }
  if (!known) await plugins.keep(tenant.id, pluginId);
  // Where there is a stand-in for Chakra, its SDK; else JSON leaves it out.
  return answer(200, { connectToken, pluginId, sdkUrl: process.env.CHAKRA_SDK_URL });
}
