// One request to Chakra: with the key and a time limit; what goes wrong gets a line in the log and a code.
const CHAKRA = process.env.CHAKRA_API_URL ?? "https://api.chakrahq.com";
const KEY = (process.env.CHAKRA_API_KEY ?? "").trim();
if (!/^[!-~]+$/.test(KEY)) {
  throw new Error("CHAKRA_API_KEY is not set, or is no key. Create one in Chakra's dashboard, under API Keys.");
}

// A failure as the browser is told of it: a code, never Chakra's words.
export class Problem extends Error {
  constructor(status, code, more) {
    super(code);
    Object.assign(this, { status, code }, more);
  }
}

// The handler of errors, known to Express by its four parameters; its own would show the browser a stack trace.
export function answerFailure(error, request, response, next) {
  const problem = error instanceof Problem ? error : problemOf(error);
  if (problem.retryAfter) response.set("Retry-After", problem.retryAfter);
  response.status(problem.status).json({ code: problem.code });
}

// Of a body that express.json() refuses; any other error, also one with a status, is not for the browser.
function problemOf(error) {
  const isOfTheBody = /^(entity|encoding|charset|request)\./.test(error.type);
  if (isOfTheBody && error.status >= 400 && error.status < 500) return new Problem(error.status, "bad_request");
  console.error(error);
  return new Problem(500, "internal");
}

// What `read` takes from Chakra's answer; undefined means that it is not an answer to this.
export async function ask(method, path, { body, read } = {}) {
  const failed = (how, [status, code], more) => {
    console.warn(`Chakra: ${method} ${path}: ${how}: ${code}`);
    return new Problem(status, code, more);
  };
  let answer, said;
  try {
    answer = await fetch(CHAKRA + path, {
      method,
      headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      redirect: "error", // Nobody else gets the key.
      signal: AbortSignal.timeout(7_000), // Two in a row are within the widget's 15 s.
    });
    said = parsed(await answer.text());
  } catch (error) {
    const isLate = error.name === "TimeoutError";
    const code = isLate ? [504, "chakra_timeout"] : [502, "chakra_unreachable"];
    throw failed(error.cause?.code ?? error.name, code);
  }
  const { status, ok, headers } = answer;
  if (!ok || said?._errors?.length) {
    const code = saysPluginIsGone(status, said) ? [502, "plugin_not_found"] : refusal(status);
    throw failed(status, code, { refusedWith: status, retryAfter: headers.get("Retry-After") });
  }
  if (!read) return undefined;
  const data = said && ("_data" in said || "_errors" in said ? said._data : said);
  const taken = data === Object(data) ? read(data) : undefined;
  if (taken === undefined) throw failed(status, [502, "chakra_bad_answer"]);
  return taken;
}

// An object; undefined where the text is none. The error would quote the text.
export function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value === Object(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Chakra says so in words only: a 404 alone may be a wrong CHAKRA_API_URL, and words alone a gateway's page.
function saysPluginIsGone(status, said) {
  if (![400, 404, 410].includes(status)) return false;
  const complaints = [said?._errors, said?.errors, said?.message, said?.error].flat().map((it) => it?.message ?? it);
  return complaints.some((text) => /plugin/i.test(text) && /not found/i.test(text));
}

function refusal(status) {
  if (status === 401 || status === 403) return [502, "chakra_unauthorized"];
  if (status === 429) return [429, "chakra_rate_limited"];
  return status >= 500 ? [503, "chakra_unavailable"] : [502, "chakra_refused"];
}
