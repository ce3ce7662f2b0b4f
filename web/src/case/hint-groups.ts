import type { HintView } from "@/api/schema";
import type { ChipTone } from "@/widgets/tones";

type Kind = HintView["kind"];

/** What cannot both be true is redder than what is only missing. */
const CONTRADICTIONS: ReadonlySet<Kind> = new Set<Kind>(["two_places", "before_opening", "times_contradict", "decision_before_notice", "sums_differ"]);

export const toneOf = (kind: Kind): ChipTone => (CONTRADICTIONS.has(kind) ? "red" : "amber");

/** Hints by kind: contradictions first, else in the order in which they came. */
export function groupsOf(hints: readonly HintView[]): [Kind, HintView[]][] {
  const groups = new Map<Kind, HintView[]>();
  for (const hint of hints) groups.set(hint.kind, [...(groups.get(hint.kind) ?? []), hint]);
  const rank = (kind: Kind) => (CONTRADICTIONS.has(kind) ? 0 : 1);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b));
}

/** Address and label of each place; two of one name are numbered as the sentence names them. */
export function labelsOf(places: HintView["places"]): [string, string][] {
  const isShared = (label: string) => places.filter((place) => place.label === label).length > 1;
  return places.map((place, index) => [place.href, isShared(place.label) ? `${place.label}（${index + 1}）` : place.label]);
}
