/** Numbers of JSON as databases and programs count them. */
import { type Json, Num } from "./json";

const [LEAST, MOST] = [-(2n ** 63n), 2n ** 64n - 1n];
const isWhole = (text: string): boolean => /^-?\d{1,20}$/.test(text) && text !== "-0" && BigInt(text) >= LEAST && BigInt(text) <= MOST;

/** A count of up to 64 bits; beyond 2^53 it is rounded, and equals no index that a tree can have. */
export function u64Of(value: Json | undefined): number | null {
  return value instanceof Num && !value.text.startsWith("-") && isWhole(value.text) ? Number(value.text) : null;
}

/** One text for all ways to write a number: whole ones as they are, others by what they round to. */
const canonical = ({ text }: Num): string => (isWhole(text) ? text : `≈${Number(text) + 0}`);

/** Whether two values are one, in whatever order objects have their members. */
export function isSameJson(a: Json, b: Json): boolean {
  if (a instanceof Num) return b instanceof Num && canonical(a) === canonical(b);
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => isSameJson(one, b[i] ?? null));
  if (a instanceof Map) return b instanceof Map && a.size === b.size && [...a].every(([key, one]) => b.has(key) && isSameJson(one, b.get(key) ?? null));
  return a === b;
}
