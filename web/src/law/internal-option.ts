/** How an internal limit is written as the option of a choice, e.g. `before:3:working_days`. */
export type Way = "before" | "within" | "none";

export interface InternalLimit {
  way: Way;
  n: number;
  unit: string;
}

/** The word of the choice. */
export function optionOf({ way, n, unit }: InternalLimit): string {
  return way === "none" ? "none" : `${way}:${n}:${unit}`;
}

/** Reads the word of a choice; anything else is no limit. */
export function readOption(option: string): InternalLimit {
  const [way, n, unit] = option.split(":");
  if ((way === "before" || way === "within") && Number(n) > 0 && unit !== undefined) return { way, n: Number(n), unit };
  return { way: "none", n: 1, unit: "" };
}
