// The tenant's connection in the mock's backend, and its changes by a signup, a choice and a disconnect.
import type { ChakraConnectionState, ChakraNumber, ChakraStatus } from "../index.js";
import { oneOf } from "./errors.js";
import { STATES } from "./tables.js";

/** The reasons, as the reference backend words them. */
const REASONS: Partial<Record<ChakraConnectionState, string>> = {
  not_connected: "No WhatsApp number is connected.",
  connected_without_number: "The WhatsApp Business account has no phone number yet.",
  choose_number: "There are several phone numbers. Choose the one to use.",
  in_review: "Meta is reviewing the display name.",
  action_needed: "There is a problem with the payment method of this account.",
  reconnect_needed: "The connection was switched off at Chakra.",
};

/** Default number of phone numbers in each state. */
const COUNTS: Partial<Record<ChakraConnectionState, number>> = {
  connected: 1,
  choose_number: 2,
  in_review: 1,
  action_needed: 1,
};

const PAYMENT = {
  code: "141006",
  message: "There is a problem with the payment method of this account.",
  solution: "Add a payment method to the WhatsApp Business account.",
};

/** The result of a completed signup. */
interface SignedUp {
  numbers: number;
  isInReview?: boolean;
  /** The number appears one status later than the account. */
  isLate?: boolean;
}

export class Connection {
  state: ChakraConnectionState = "not_connected";
  numbers: ChakraNumber[] = [];
  pluginId: string | undefined;
  accountId: string | undefined;
  #reason: string | undefined;
  #since: string | undefined;
  /** The plugin in the status: the reference backend leaves it out. */
  #shownPlugin: string | undefined;
  #checked = 0;
  #serial = 0;
  /** The change that follows one more status. */
  #late: { numbers: ChakraNumber[]; isAnnounced: boolean } | undefined;

  /** Sets the backend's status from now on. */
  set(status: ChakraConnectionState | Partial<ChakraStatus>): void {
    const given = typeof status === "string" ? { state: status } : status;
    this.state = oneOf("unknown_state", given.state ?? this.state, STATES);
    this.#late = undefined;
    this.#reason = given.reason;
    if (this.state !== "not_connected") this.ensurePlugin();
    this.numbers = given.numbers ?? this.#some(COUNTS[this.state] ?? 0);
    const isBroken = this.state === "action_needed" && !given.numbers;
    for (const number of isBroken ? this.numbers : []) number.issues.push({ ...PAYMENT });
    this.pluginId = given.pluginId ?? this.pluginId;
    this.#shownPlugin = given.pluginId;
    this.#since = given.connectedSince ?? (this.state === "connected" ? now() : undefined);
  }

  /** The first token of a tenant creates its plugin. */
  ensurePlugin(): string {
    return (this.pluginId ??= crypto.randomUUID());
  }

  /** Replaces the connection with the result of a signup; returns the account's ids as Meta reports them. */
  signUp({ numbers, isInReview = false, isLate = false }: SignedUp): { waba_id: string; business_id: string } {
    this.ensurePlugin();
    const serial = this.#next();
    this.accountId = id(2, serial);
    this.#reason = undefined;
    this.#since = undefined;
    const found = this.#some(numbers);
    this.#late = isLate ? { numbers: found, isAnnounced: false } : undefined;
    this.#become(isLate ? [] : found);
    if (isInReview) this.state = "in_review";
    return { waba_id: this.accountId, business_id: id(3, serial) };
  }

  /** Whether the number was one of those to choose from. */
  choose(phoneNumberId: unknown): boolean {
    const chosen = this.numbers.find((number) => number.phoneNumberId === phoneNumberId);
    if (chosen) this.#become([chosen]);
    return chosen !== undefined;
  }

  /** Removes the connection and its plugin. */
  disconnect(): void {
    this.#late = undefined;
    this.#reason = undefined;
    this.pluginId = this.accountId = this.#since = this.#shownPlugin = undefined;
    this.state = "not_connected";
    this.numbers = [];
  }

  /** The response to the status call; a late number comes one call nearer. */
  report(): ChakraStatus {
    if (this.#late?.isAnnounced) {
      this.#become(this.#late.numbers);
      this.#late = undefined;
    } else if (this.#late) {
      this.#late.isAnnounced = true;
    }
    return this.status();
  }

  /** As `report`, without side effects. */
  status(): ChakraStatus {
    // Never earlier than the last one, whatever a test does to the clock.
    this.#checked = Math.max(this.#checked, Date.now());
    const reason = this.#reason ?? REASONS[this.state];
    return {
      state: this.state,
      ...(reason === undefined ? {} : { reason }),
      ...(this.#shownPlugin === undefined ? {} : { pluginId: this.#shownPlugin }),
      numbers: structuredClone(this.numbers),
      ...(this.#since === undefined ? {} : { connectedSince: this.#since }),
      checkedAt: new Date(this.#checked).toISOString(),
    };
  }

  #become(numbers: ChakraNumber[]): void {
    const states = ["connected_without_number", "connected"] as const;
    this.state = states[numbers.length] ?? "choose_number";
    this.numbers = numbers;
    if (numbers.length === 1) this.#since ??= now();
  }

  #some(count: number): ChakraNumber[] {
    return Array.from({ length: count }, () => {
      const serial = this.#next();
      return {
        phoneNumberId: id(1, serial),
        // 555-0100 to 555-0199 are reserved for fiction.
        displayPhoneNumber: `+1 202-555-01${String(serial % 100).padStart(2, "0")}`,
        verifiedName: "Demo company",
        qualityRating: "GREEN",
        messagingLimitTier: "TIER_250",
        issues: [],
      };
    });
  }

  #next(): number {
    return (this.#serial += 1);
  }
}

const now = () => new Date().toISOString();

/** An id as long as Meta's. */
const id = (kind: number, serial: number) => `${kind}${String(serial).padStart(14, "0")}`;
