/**
 * Taps made on site reach the server even when the line is bad: each is kept with the time it was
 * tapped and an idempotency key, sent in order, and retried until it gets through.
 */
import { ApiProblem, newKey, write } from "@/api/client";

export interface Tap {
  key: string;
  ownerId: string;
  activityId: string;
  /** Step of the activity, e.g. `arrive`. */
  action: string;
  /** What the key said, for messages. */
  label: string;
  atWire: string;
  body: Record<string, unknown>;
}
export interface RefusedTap {
  tap: Tap;
  why: string;
}
/** A tap that got through. A page read before that does not show it yet. */
export interface SentTap {
  tap: Tap;
  sentAtMs: number;
}
export interface OutboxView {
  waiting: readonly Tap[];
  /** The last that got through, for pages that have not been read since. */
  sent: readonly SentTap[];
  refused: readonly RefusedTap[];
  sending: boolean;
}

/** What an answer means: sent, refused for good, or to be sent again. */
export function tapVerdict(thrown: unknown): "again" | "refused" {
  if (!(thrown instanceof ApiProblem)) return "again";
  const { status } = thrown;
  if (status === 0 || status === 401 || status === 408 || status === 429 || status >= 500) return "again";
  return "refused";
}

type Send = (tap: Tap) => Promise<unknown>;
const STORED_AS = "liuhen-taps";
const RETRY_MS = 15_000;
/** More than fit between two reads of a page. */
const SENT_KEPT = 50;

export class TapOutbox {
  #view: OutboxView;
  readonly #listeners = new Set<() => void>();
  #sentListeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #owner: string | null = null;

  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem"> | null,
    private readonly send: Send,
  ) {
    this.#view = { waiting: readTaps(storage), sent: [], refused: [], sending: false };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly view = (): OutboxView => this.#view;

  /** Called after taps got through, so that pages can read again. */
  readonly whenSent = (listener: () => void): (() => void) => {
    this.#sentListeners.add(listener);
    return () => this.#sentListeners.delete(listener);
  };

  push(tap: Omit<Tap, "key">): void {
    this.#set({ ...this.#view, waiting: [...this.#view.waiting, { ...tap, key: newKey() }] });
    void this.flush();
  }

  dismiss(key: string): void {
    this.#set({ ...this.#view, refused: this.#view.refused.filter((one) => one.tap.key !== key) });
  }

  /** Whose taps are sent: one officer's taps never go out under another's login. */
  serve(ownerId: string): void {
    this.#owner = ownerId;
    void this.flush();
  }

  /** Sends what waits, in order; stops at the first that does not get through. */
  async flush(): Promise<void> {
    if (this.#view.sending || this.#view.waiting.length === 0) return;
    clearTimeout(this.#timer);
    this.#set({ ...this.#view, sending: true });
    let sent = false;
    const first = () => this.#view.waiting.find((tap) => this.#owner === null || tap.ownerId === this.#owner);
    for (let tap = first(); tap !== undefined; tap = first()) {
      const done = tap;
      try {
        await this.send(done);
        sent = true;
        this.#set({ ...this.#view, sent: [...this.#view.sent, { tap: done, sentAtMs: Date.now() }].slice(-SENT_KEPT) });
        this.#drop(done.key);
      } catch (thrown) {
        if (tapVerdict(thrown) === "again") break;
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        this.#drop(done.key, { tap: done, why });
      }
    }
    this.#set({ ...this.#view, sending: false });
    if (sent) for (const listener of this.#sentListeners) listener();
    if (this.#view.waiting.length > 0) this.#timer = setTimeout(() => void this.flush(), RETRY_MS);
  }

  #drop(key: string, refused?: RefusedTap): void {
    this.#set({
      ...this.#view,
      waiting: this.#view.waiting.filter((one) => one.key !== key),
      refused: refused === undefined ? this.#view.refused : [...this.#view.refused, refused],
    });
  }

  #set(view: OutboxView): void {
    if (view.waiting !== this.#view.waiting) this.storage?.setItem(STORED_AS, JSON.stringify(view.waiting));
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

function readTaps(storage: Pick<Storage, "getItem"> | null): Tap[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(STORED_AS) ?? "[]");
    return Array.isArray(stored) ? (stored as Tap[]) : [];
  } catch {
    return [];
  }
}

/** The outbox of this browser. */
export const tapOutbox = new TapOutbox(typeof localStorage === "undefined" ? null : localStorage, (tap) =>
  write("POST", `/activities/${tap.activityId}/${tap.action}`, tap.body, tap.key),
);
