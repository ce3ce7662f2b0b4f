import { useCallback, useEffect, useRef } from "react";
import { ApiProblem, write } from "@/api/client";
import type { ViewingView } from "@/api/schema";
import { withSpan, type Span } from "./spans";

/** What was played is told so often; less is lost than anybody notices. */
const TELL_MS = 10_000;
/** Jumps longer than this between two looks at the clock are seeks, not watching. */
export const WATCH_STEP_MS = 1_500;

/**
 * Tells the server which parts were played, now and then and on leaving. What cannot be told for
 * want of a line is told with the next; what is refused (the leave to look is over) is dropped.
 */
export function useWatched(onTold?: (recordingId: string, viewing: ViewingView) => void) {
  const pending = useRef(new Map<string, Span[]>());
  const told = useRef(onTold);
  told.current = onTold;

  const tell = useCallback(() => {
    for (const [id, spans] of pending.current) {
      pending.current.delete(id);
      const parts = spans.map(({ from, to }) => ({ from_ms: Math.floor(from), to_ms: Math.ceil(to) }));
      write<ViewingView>("PUT", `/recordings/${id}/watched`, { parts }).then(
        (viewing) => told.current?.(id, viewing),
        (cause: unknown) => {
          if (cause instanceof ApiProblem && cause.status >= 400) return;
          let again = pending.current.get(id) ?? [];
          for (const span of spans) again = withSpan(again, span, 250);
          pending.current.set(id, again);
        },
      );
    }
  }, []);

  const played = useCallback((id: string, span: Span) => pending.current.set(id, withSpan(pending.current.get(id) ?? [], span, 250)), []);

  useEffect(() => {
    const timer = setInterval(tell, TELL_MS);
    const onHide = () => {
      if (document.visibilityState === "hidden") tell();
    };
    document.addEventListener("visibilitychange", onHide);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onHide);
      tell();
    };
  }, [tell]);
  return { played, tell };
}
