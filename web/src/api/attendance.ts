/**
 * Whether somebody is at the screen. A page that refreshes itself must not keep the session of an
 * empty chair alive, so its requests say that nobody asked for them.
 */

/** So long after the last sign of life a request still counts as somebody's. */
const ATTENDED_MS = 60_000;

/** Also a film that plays: whoever watches does not touch anything. */
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "timeupdate"] as const;

let lastSignAt = Date.now();

/** Begins to look for signs of life; media events do not bubble, so they are caught on the way down. */
export function watchAttendance(on: EventTarget): void {
  const note = () => {
    lastSignAt = Date.now();
  };
  for (const sign of SIGNS) on.addEventListener(sign, note, { capture: true, passive: true });
}

/** The header of a request that only the page itself asked for. */
export const attendanceHeader = (now = Date.now()): Record<string, string> => (now - lastSignAt > ATTENDED_MS ? { "X-Unattended": "1" } : {});
