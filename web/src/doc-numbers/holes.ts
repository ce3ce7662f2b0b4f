import type { NumberSeries } from "@/api/schema";
import { numberWords as w } from "@/i18n/zh-numbers";

/** Whether nothing is missing in a series, in words: 连续无缺号, or which numbers. */
export function holesText(holes: NumberSeries["holes"]): string {
  if (holes.length === 0) return w.whole;
  return w.holes(holes.map(({ first, last }) => w.run(first, last)).join("、"));
}

/** The years of a register, the last first. */
export function yearsOf(series: readonly Pick<NumberSeries, "year">[]): number[] {
  return [...new Set(series.map((one) => one.year))].sort((a, b) => b - a);
}
