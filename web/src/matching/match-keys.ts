/** What a key does on the list of recordings that wait. Pure, so that the table can be tested. */

export type MatchCommand = "down" | "up" | "accept" | "pick" | "bulk" | "filter";

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function commandOf(press: KeyPress): MatchCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  switch (press.key.length === 1 ? press.key.toLowerCase() : press.key) {
    case "ArrowDown":
    case "j":
      return "down";
    case "ArrowUp":
    case "k":
      return "up";
    case "Enter":
      return "accept";
    case "x":
      return "pick";
    case "b":
      return "bulk";
    case "f":
      return "filter";
    default:
      return null;
  }
}

/** The place after a step, held inside the list. */
export const stepped = (at: number, command: "down" | "up", count: number): number =>
  Math.max(0, Math.min(count - 1, at + (command === "down" ? 1 : -1)));
