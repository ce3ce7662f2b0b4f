import { useCallback, useState } from "react";
import type { InterruptionNote } from "./coverage-geometry";

const keyOf = (activityId: string) => `liuhen-cuts:${activityId}`;

function read(activityId: string): InterruptionNote[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(activityId)) ?? "[]");
    return Array.isArray(stored) ? (stored as InterruptionNote[]) : [];
  } catch {
    return [];
  }
}

/**
 * Interruptions noted on site, in this browser only. Which gaps there really are is known after the
 * deposit; these notes then fill in the explanation.
 */
export function useInterruptionNotes(activityId: string) {
  const [notes, setNotes] = useState<InterruptionNote[]>(() => read(activityId));
  const keep = useCallback(
    (next: InterruptionNote[]) => {
      localStorage.setItem(keyOf(activityId), JSON.stringify(next));
      setNotes(next);
    },
    [activityId],
  );
  const running = notes.find((note) => note.toMs === null) ?? null;
  const begin = (cause: string, atMs: number) => keep([...notes, { cause, fromMs: atMs, toMs: null }]);
  const end = (atMs: number) => keep(notes.map((note) => (note.toMs === null ? { ...note, toMs: atMs } : note)));
  return { notes, running, begin, end };
}
