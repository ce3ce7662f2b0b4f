import { afterEach, expect, it, vi } from "vitest";
import { attendanceHeader, watchAttendance } from "./attendance";

afterEach(() => void vi.useRealTimers());

it("a_page_alone_says_so_after_a_minute_and_any_sign_of_life_ends_that", () => {
  vi.useFakeTimers();
  const screen = new EventTarget();
  watchAttendance(screen);
  for (const sign of ["pointerdown", "keydown", "timeupdate"]) {
    screen.dispatchEvent(new Event(sign));
    vi.advanceTimersByTime(60_000);
    expect(attendanceHeader()).toEqual({});
    vi.advanceTimersByTime(1);
    expect(attendanceHeader()).toEqual({ "X-Unattended": "1" });
  }
});
