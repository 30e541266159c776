// The typed client for Chakra's API, with the calls that this package needs.

import type { ApiKeys } from "../api-key.js";
import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import { CALL_PATIENCE, CALL_TIME } from "../contract.js";
import { Admission } from "./admission.js";
import { ChakraError, isPluginNotFound } from "./chakra-error.js";
import { ConnectToken } from "./connect-token.js";
import { field } from "./envelope.js";
import { readAccounts, readPhone, readPlugin } from "./records.js";
import type { PhoneRecord, PluginRecord } from "./records.js";
import type { AccountRecord } from "../store/tenant-record.js";
import { send } from "./transport.js";
import type { Call, Transport } from "./transport.js";

/** The description of a new plugin, which the token call creates. */
export interface NewPlugin {
  /** The plugin's name in Chakra's dashboard. */
  readonly newPluginName: string;
  /** The partner's own id of the customer. */
  readonly clientReferenceId: string;
  readonly clientName: string;
  readonly clientEmail?: string;
}

/** A client of Chakra's API. */
export class ChakraClient {
  readonly #transport: Transport;
  readonly #keys: ApiKeys;
  readonly #admission: Admission;
  readonly #log: Log;

  constructor(
    base: string,
    keys: ApiKeys,
    fetch: typeof globalThis.fetch,
    clock: Clock,
    log: Log,
  ) {
    this.#transport = { base, fetch, clock };
    this.#keys = keys;
    this.#admission = new Admission(clock, log);
    this.#log = log;
  }

  /** Maximum duration of one call, including the wait for its place and a try with each key. */
  get callTime(): number {
    return CALL_TIME * Math.max(this.#keys.count, 1) + CALL_PATIENCE;
  }

  /** A connect token for an existing plugin. */
  async connectToken(pluginId: string): Promise<ConnectToken> {
    const token = await this.#token({ pluginId });
    if (token.pluginId !== undefined && token.pluginId !== pluginId) {
      throw new ChakraError("bad_answer", 200);
    }
    return token;
  }

  /**
   * A connect token that creates its plugin. If the token has no plugin id, the call fails: without it, each call would
   * create another plugin.
   */
  async connectTokenWithNewPlugin(plugin: NewPlugin): Promise<[ConnectToken, string]> {
    const token = await this.#token(plugin);
    if (token.pluginId === undefined) throw new ChakraError("token_unreadable");
    return [token, token.pluginId];
  }

  #token(body: object): Promise<ConnectToken> {
    const path = ["v1", "ext", "whatsapp-partner", "create-connect-token"];
    return this.#read({ method: "POST", path, body }, (data) =>
      ConnectToken.read(field(data, "connectToken")),
    );
  }

  /** The plugin's record. */
  plugin(pluginId: string): Promise<PluginRecord> {
    return this.#read({ method: "GET", path: ["plugin", pluginId] }, (data) =>
      readPlugin(pluginId, data),
    );
  }

  /** Deactivates the plugin. */
  deactivatePlugin(pluginId: string): Promise<void> {
    const body = { pluginId, isActive: false };
    return this.#done({ method: "PUT", path: ["plugin", pluginId], body });
  }

  /** Deletes the plugin. */
  deletePlugin(pluginId: string): Promise<void> {
    return this.#done({ method: "DELETE", path: ["plugin", pluginId] });
  }

  /** The record of one of a plugin's phone numbers; undefined if Chakra has none. */
  async phoneNumber(pluginId: string, id: string): Promise<PhoneRecord | undefined> {
    const path = ["v1", "ext", "whatsapp-phone-number", id];
    try {
      return await this.#read({ method: "GET", path }, (data) => readPhone(id, pluginId, data));
    } catch (error) {
      // "Phone number not found for this plugin" looks like a missing plugin. Only the plugin's own record shows if
      // it is.
      const isMissing = error instanceof ChakraError && error.answered === 404;
      if ((isMissing && error.kind === "refused") || isPluginNotFound(error)) return undefined;
      throw error;
    }
  }

  /** The records of a plugin's WhatsApp Business accounts. */
  businessAccounts(pluginId: string): Promise<AccountRecord[]> {
    const path = ["v1", "ext", "whatsapp-business-account"];
    return this.#read({ method: "GET", path, query: { pluginId } }, (data) =>
      readAccounts(pluginId, data),
    );
  }

  #read<T>(call: Call, read: (data: unknown) => T | undefined): Promise<T> {
    return this.#admitted(async () => {
      const { status, data } = await send(this.#transport, this.#keys, call);
      const value = read(data);
      if (value === undefined) throw new ChakraError("bad_answer", status);
      return value;
    });
  }

  /**
   * For calls whose response is only a status. A page with status 200, for example a proxy's sign-in page, is not
   * Chakra's response: whether the work is done is unknown.
   */
  async #done(call: Call): Promise<void> {
    await this.#read(call, (data) => (data === undefined ? undefined : true));
  }

  /**
   * Makes a call when the limits allow it, without retries: the widget retries with pauses, and two layers of retries
   * would multiply the calls while Chakra has problems.
   */
  async #admitted<T>(call: () => Promise<T>): Promise<T> {
    const end = await this.#admission.admit();
    try {
      const result = await call();
      end(undefined);
      return result;
    } catch (error) {
      end(error);
      if (!(error instanceof ChakraError)) throw error;
      const { kind, code, answered, message } = error;
      // What a missing record means depends on the caller.
      if (answered !== 404) {
        const fields = { code, kind, status: answered, detail: message };
        this.#log("warn", "a call to Chakra failed", fields);
      }
      if (kind !== "rate_limited") throw error;
      // This backend's wait, for all calls: Chakra's may be absent, or an hour.
      throw new ChakraError(kind, answered, this.#admission.gate.wait);
    }
  }
}
