import { type RefObject, useEffect } from "react";

/** Where an arrow leads among things laid out in lines of `columns`; the ends stay. Pure. */
export function nextPlace(key: string, at: number, count: number, columns: number): number {
  const by: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = by[key];
  if (step === undefined) return at;
  const to = at + step;
  return to < 0 || to >= count ? at : to;
}

/** How many of these stand side by side in the first line. */
function columnsOf(things: readonly HTMLElement[]): number {
  const top = things[0]?.getBoundingClientRect().top;
  const first = things.filter((one) => one.getBoundingClientRect().top === top).length;
  return Math.max(1, first);
}

/** Arrow keys move among the links of a list, as Tab does, and Enter opens what is reached. */
export function useArrowKeys(box: RefObject<HTMLElement | null>, selector: string): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (!/^(Arrow|Home$|End$)/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      const things = [...element.querySelectorAll<HTMLElement>(selector)];
      const at = things.findIndex((one) => one === document.activeElement);
      if (at === -1) return;
      const to = nextPlace(event.key, at, things.length, columnsOf(things));
      things[to]?.focus();
      event.preventDefault();
    };
    element.addEventListener("keydown", onKey);
    return () => element.removeEventListener("keydown", onKey);
  }, [box, selector]);
}
