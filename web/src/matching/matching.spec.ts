import { expect, it } from "vitest";
import { commandOf, stepped } from "./match-keys";
import { barsOf } from "./time-bars";

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

it("keys_move_accept_and_pick_and_leave_the_browser_its_own", () => {
  const found = ["ArrowDown", "J", "k", "Enter", "x", "X", "b", "F", "q"].map((key) => commandOf(press(key)));
  expect(found).toEqual(["down", "down", "up", "accept", "pick", "pick", "bulk", "filter", null]);
  expect(commandOf(press("x", true))).toBeNull();
  expect([stepped(0, "up", 3), stepped(1, "down", 3), stepped(2, "down", 3)]).toEqual([0, 2, 2]);
});

it("two_stretches_lie_on_one_axis", () => {
  const at = (time: string) => `2026-03-03T${time}:00+08:00`;
  const bars = barsOf({ from: at("09:30"), to: at("10:00") }, { from: at("09:00"), to: at("10:00") });
  expect(bars).toEqual({ clip: { left: 50, width: 50 }, work: { left: 0, width: 100 } });
  const moment = barsOf({ from: at("10:00"), to: at("10:00") }, { from: at("09:00"), to: at("10:00") });
  expect(moment?.clip.left).toBe(98.5);
  const open = barsOf({ from: at("09:30"), to: at("10:00") }, { from: at("09:00"), to: null });
  expect(open?.work).toEqual({ left: 0, width: 100 });
  expect(barsOf({ from: null, to: null }, { from: at("09:00"), to: null })).toBeNull();
});
