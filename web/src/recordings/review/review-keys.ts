/** What a key does in a review beside the player's own keys. Pure. */
import type { ViewingVerdict } from "@/api/schema";
import type { KeyPress } from "../player-keys";

export type ReviewCommand = { kind: "verdict"; verdict: ViewingVerdict } | { kind: "mark" } | { kind: "time" } | { kind: "help" } | { kind: "leave" };

export function reviewCommandOf(press: KeyPress): ReviewCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  switch (press.key.length === 1 ? press.key.toLowerCase() : press.key) {
    case "1":
      return { kind: "verdict", verdict: "fine" };
    case "2":
      return { kind: "verdict", verdict: "doubtful" };
    case "3":
      return { kind: "verdict", verdict: "faulty" };
    case "b":
      return { kind: "mark" };
    case "t":
      return { kind: "time" };
    case "?":
    case "？":
      return { kind: "help" };
    case "Escape":
      return { kind: "leave" };
    default:
      return null;
  }
}
