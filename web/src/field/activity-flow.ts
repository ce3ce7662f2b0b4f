/** The order of an on-site visit, for the big keys: what is done, what comes next. Pure. */
import type { ActivityPage } from "@/api/schema";

export type FlowKey = "arrive" | "credentials" | "announce" | "voice" | "depart" | "return";

export interface FlowStep {
  key: FlowKey;
  /** Name in the server's list of steps. */
  action: string;
  /** When it was registered; null when not yet. */
  at: string | null;
  /** `next` is the one to press now; `open` may be pressed too. */
  state: "done" | "next" | "open" | "later";
}

const ACTION: Record<FlowKey, string> = {
  arrive: "arrive",
  credentials: "credentials-shown",
  announce: "announce",
  voice: "voice-statement",
  depart: "depart",
  return: "return",
};

/** Steps in their natural order. `waiting` are steps pressed here whose message has not got through yet. */
export function flowSteps(page: ActivityPage, waiting: ReadonlyMap<string, string>): FlowStep[] {
  const { summary } = page;
  const registered: Record<FlowKey, string | null> = {
    arrive: summary.arrived_at,
    credentials: page.credentials_shown?.at ?? null,
    announce: page.announced?.at ?? null,
    voice: page.voice_statement?.at ?? null,
    depart: summary.departed_at,
    return: summary.returned_at,
  };
  const keys = Object.keys(ACTION) as FlowKey[];
  const known = keys.map((key) => ({ key, action: ACTION[key], at: registered[key] ?? waiting.get(ACTION[key]) ?? null }));
  const arrived = known.some((step) => step.key === "arrive" && step.at !== null);
  const departed = known.some((step) => step.key === "depart" && step.at !== null);
  let nextGiven = false;
  return known.map((step): FlowStep => {
    if (step.at !== null) return { ...step, state: "done" };
    const possible = step.key === "arrive" || (step.key === "return" ? departed : arrived);
    if (!possible) return { ...step, state: "later" };
    // After departure only the return is next; what was forgotten on site may still be told.
    const isNext = !nextGiven && (!departed || step.key === "return");
    if (isNext) nextGiven = true;
    return { ...step, state: isNext ? "next" : "open" };
  });
}

/** Whether the visit is under way: arrived and not departed. */
export const isOnSite = (steps: readonly FlowStep[]): boolean =>
  steps.some((step) => step.key === "arrive" && step.at !== null) && steps.some((step) => step.key === "depart" && step.at === null);

/** `1:02:03`, `14:03` or `9` as milliseconds; null if it is none of these. */
export function parseTimeCode(text: string): number | null {
  const parts = text.trim().replace(/：/g, ":").split(":");
  if (parts.length === 0 || parts.length > 3 || parts.some((part) => !/^\d{1,3}$/.test(part))) return null;
  const [seconds = 0, minutes = 0, hours = 0] = parts.map(Number).reverse();
  if ((parts.length > 1 && seconds > 59) || (parts.length > 2 && minutes > 59)) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** `02:03:09`, days in front when there are some: a clock that runs down. */
export function countdownText(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / 1000);
  const days = Math.floor(whole / 86_400);
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = `${two(Math.floor((whole % 86_400) / 3600))}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return days > 0 ? `${days} 天 ${clock}` : clock;
}
