/** Longest text that is shown whole, in characters. */
const SHORT = 64;

/** A long text in two: up to its first full stop, and what follows. */
export function firstSentence(text: string): { head: string; rest: string } {
  const stop = text.indexOf("。");
  if (text.length <= SHORT || stop < 0 || stop === text.length - 1) return { head: text, rest: "" };
  return { head: text.slice(0, stop + 1), rest: text.slice(stop + 1) };
}
