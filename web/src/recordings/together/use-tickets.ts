import { useCallback, useRef, useState } from "react";
import { asProblem, newKey, write } from "@/api/client";
import type { ViewTicket } from "@/api/schema";

/** What came of asking to look at a clip. */
export type Opened = { url: string } | { refused: string };

/**
 * Asks to look at several recordings, one after the other: each is a look of its own under its own
 * leave, and each is noted (Art. 24). One that is refused keeps none of the others shut.
 */
export function useTickets() {
  const [opened, setOpened] = useState<ReadonlyMap<string, Opened>>(new Map());
  const [waiting, setWaiting] = useState<{ done: number; of: number } | null>(null);
  const keys = useRef(new Map<string, string>());

  const open = useCallback(async (ids: readonly string[]) => {
    setWaiting({ done: 0, of: ids.length });
    for (const [place, id] of ids.entries()) {
      const key = keys.current.get(id) ?? newKey();
      keys.current.set(id, key);
      const answer = await write<ViewTicket>("POST", `/recordings/${id}/view`, { original: false }, key).then(
        (ticket): Opened => ({ url: ticket.url }),
        (cause: unknown): Opened => ({ refused: asProblem(cause).detail }),
      );
      if ("url" in answer) keys.current.delete(id);
      setOpened((before) => new Map(before).set(id, answer));
      setWaiting({ done: place + 1, of: ids.length });
    }
    setWaiting(null);
  }, []);
  const expire = useCallback((id: string, refused: string) => setOpened((before) => new Map(before).set(id, { refused })), []);
  return { opened, waiting, open, expire };
}
