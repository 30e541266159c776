// A Playwright page, as far as the adapter uses it: tests send requests through its routes.
export class FakePage {
  routes = [];

  context() {
    return {
      route: async (matcher, handler) => this.routes.push([matcher, handler]),
      unroute: async (matcher, handler) => {
        this.routes = this.routes.filter(([m, h]) => m !== matcher || h !== handler);
      },
    };
  }

  /** Sends a request as a page would; `undefined` if no route handles it. */
  async send(path, { method = "GET", body, headers = {} } = {}) {
    const url = new URL(path, "https://partner.example/settings");
    const found = this.routes.find(([matcher]) => matcher(url));
    if (!found) return undefined;
    let sent;
    await found[1]({
      request: () => ({ method: () => method, url: () => url.href, headers: () => headers, postData: () => (body === undefined ? null : JSON.stringify(body)) }),
      fulfill: async (response) => (sent = response),
      abort: async () => (sent = "aborted"),
    });
    const isJson = sent.headers?.["content-type"]?.includes("json");
    return sent === "aborted" ? sent : { ...sent, body: isJson ? JSON.parse(sent.body) : sent.body };
  }

  post(path, body = {}) {
    return this.send(path, { method: "POST", body });
  }

  async status() {
    return (await this.send("/api/chakra/status")).body;
  }

  /** Acts as the frame and the window: a session for the token, and the outcome that the window receives. */
  async signUp() {
    const { connectToken } = (await this.post("/api/chakra/connect-token", { intent: "connect" })).body;
    const session = await this.post(EMBED + "session", { connectToken });
    const { signupEnd } = (await this.send(EMBED + "outcome")).body;
    const { callbacks } = (await this.post(EMBED + "outcome", { sessionId: session.body.sessionId, outcome: signupEnd })).body;
    return callbacks.map(({ callback, event }) => event ?? callback);
  }
}

export const EMBED = "https://embed.chakrahq.com/whatsapp-partner-connect/v1_0_1/";
