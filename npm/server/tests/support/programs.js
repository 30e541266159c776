// Programs that the tests start: servers, and Chakra's stand-in. Waits until each prints that it is ready.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { KEY } from "./fake-chakra.js";

/** A running program. */
export class Program {
  #child;
  said = "";
  /** The text that it printed after `ready: `. */
  address = "";

  static async start(program, parameters, variables) {
    const started = new Program();
    const child = spawn(program, parameters, { env: { ...process.env, ...variables } });
    started.#child = child;
    const ready = new Promise((resolve, reject) => {
      const hear = (text) => {
        started.said += text;
        const [, address] = /^ready: (.*)\n/m.exec(started.said) ?? [];
        if (address !== undefined) {
          started.address = address;
          resolve();
        }
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`${program} ended (${code}): ${started.said}`)));
    });
    await ready;
    return started;
  }

  /** Ends it immediately, like `kill -9`. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** Chakra's stand-in. */
export async function startSandbox() {
  const program = await Program.start(process.env.CHAKRA_SANDBOX, [], { CHAKRA_API_KEY: KEY });
  const [, api, sdk] = /api=(\S+) sdk=(\S+)/.exec(program.address);
  const ask = async (path, init) => {
    const answer = await fetch(`${api}/_sandbox/${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}: ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  return {
    variables: { CHAKRA_API_KEY: KEY, CHAKRA_API_URL: api, CHAKRA_SDK_URL: sdk },
    control(path, body) {
      const headers = { "content-type": "application/json" };
      return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
    },
    records: () => ask("records"),
    log: () => ask("log"),
    stop: () => program.stop(),
  };
}
