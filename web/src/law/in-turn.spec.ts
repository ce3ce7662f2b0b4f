import { expect, it, vi } from "vitest";
import { ApiProblem } from "@/api/client";
import { inTurn, waitOf } from "./in-turn";

const problem = (status: number, retry_after_s: number | null) =>
  new ApiProblem({ type: "about:blank", title: "", status, detail: "", code: "", article: null, missing: [], fields: [], request_id: "", retry_after_s });

it("only_a_queue_is_waited_for_and_not_for_ever", () => {
  const busy = { status: 429, retry_after_s: 3 };
  expect([waitOf(busy, 0), waitOf({ ...busy, retry_after_s: null }, 5), waitOf(busy, 6)]).toEqual([3_000, 5_000, null]);
  expect(waitOf({ status: 500, retry_after_s: null }, 0)).toBeNull();
});

it("whoever_is_told_to_come_back_does_so", async () => {
  const onWait = vi.fn();
  const ask = vi.fn().mockRejectedValueOnce(problem(429, 0)).mockResolvedValue("done");
  await expect(inTurn(ask, () => true, onWait)).resolves.toBe("done");
  expect([ask.mock.calls.length, onWait.mock.calls.length]).toEqual([2, 1]);
});

it("nobody_comes_back_for_a_fault_or_once_it_is_not_wanted", async () => {
  const fault = vi.fn().mockRejectedValue(problem(500, null));
  await expect(inTurn(fault, () => true, () => undefined)).rejects.toMatchObject({ status: 500 });
  const busy = vi.fn().mockRejectedValue(problem(429, 0));
  await expect(inTurn(busy, () => false, () => undefined)).rejects.toMatchObject({ status: 429 });
  expect([fault.mock.calls.length, busy.mock.calls.length]).toEqual([1, 1]);
});
