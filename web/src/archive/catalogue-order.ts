/** Order of the catalogue while it is being changed by hand. */
import type { FileEntry, Volume } from "@/api/schema";

export const VOLUMES: readonly Volume[] = ["front", "main", "annex", "back", "recordings"];

/** Entries in the server's order, or in the order made by hand; unknown keys are left out, new entries go last. */
export function arranged(entries: readonly FileEntry[], order: readonly string[] | null): FileEntry[] {
  const natural = [...entries].sort((a, b) => VOLUMES.indexOf(a.volume) - VOLUMES.indexOf(b.volume) || a.order - b.order);
  if (!order) return natural;
  const place = new Map(order.map((key, i) => [key, i]));
  const at = (e: FileEntry) => place.get(e.key) ?? order.length;
  return natural.sort((a, b) => VOLUMES.indexOf(a.volume) - VOLUMES.indexOf(b.volume) || at(a) - at(b));
}

/** Moves an entry to the place of another of the same volume; an entry never leaves its volume. */
export function moved(entries: readonly FileEntry[], key: string, target: string): string[] | null {
  const [from, to] = [entries.findIndex((e) => e.key === key), entries.findIndex((e) => e.key === target)];
  const [entry, other] = [entries[from], entries[to]];
  if (!entry || !other || from === to || entry.volume !== other.volume) return null;
  const rest = entries.filter((e) => e.key !== key).map((e) => e.key);
  rest.splice(to, 0, key);
  return rest;
}
