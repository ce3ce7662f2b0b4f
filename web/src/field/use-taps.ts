import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useMe, useSession } from "@/api/session";
import { instantMs, toWire } from "@/format/time";
import { useNow } from "@/widgets/use-now";
import { tapOutbox } from "./tap-outbox";

/** The server's clock as far as this browser knows it: a phone's own clock may be wrong. */
export function useServerNow(everyMs: number): number {
  const session = useSession();
  const now = useNow(everyMs);
  const offset = session.data ? instantMs(session.data.server_time) - session.dataUpdatedAt : 0;
  // A few seconds are the line's delay, not the clock's error.
  return Math.abs(offset) < 5_000 ? now : now + offset;
}

/**
 * The taps of one activity: those waiting, those refused, and how to make one. `readAtMs` is when
 * the page was last read: what got through since then is `unread`, so that keys do not jump back.
 */
export function useTaps(activityId: string, readAtMs: number) {
  const me = useMe();
  const client = useQueryClient();
  const session = useSession();
  const view = useSyncExternalStore(tapOutbox.subscribe, tapOutbox.view);
  const officerId = me.officer.officer_id;
  const offset = session.data ? instantMs(session.data.server_time) - session.dataUpdatedAt : 0;

  useEffect(() => {
    tapOutbox.serve(officerId);
    const online = () => void tapOutbox.flush();
    window.addEventListener("online", online);
    const forget = tapOutbox.whenSent(() => void client.invalidateQueries({ queryKey: ["activities"] }));
    return () => {
      window.removeEventListener("online", online);
      forget();
    };
  }, [client, officerId]);

  const waiting = useMemo(() => view.waiting.filter((tap) => tap.activityId === activityId), [activityId, view.waiting]);
  const unread = useMemo(
    () => view.sent.filter(({ tap, sentAtMs }) => tap.activityId === activityId && sentAtMs >= readAtMs).map(({ tap }) => tap),
    [activityId, readAtMs, view.sent],
  );
  const refused = useMemo(() => view.refused.filter((one) => one.tap.activityId === activityId), [activityId, view.refused]);
  /** `atMs` is when it was, by the server's clock, if that was before the key was pressed. */
  const tap = (action: string, label: string, body: Record<string, unknown> = {}, atMs?: number) => {
    const atWire = toWire(atMs ?? Date.now() + (Math.abs(offset) < 5_000 ? 0 : offset));
    tapOutbox.push({ ownerId: officerId, activityId, action, label, atWire, body: { at: atWire, ...body } });
  };
  return { waiting, unread, refused, sending: view.sending, tap };
}

export type Taps = ReturnType<typeof useTaps>;
