import { describe, expect, it } from "vitest";
import type { Missing, Step } from "@/api/schema";
import { nextSteps } from "./next-steps";

const missing = (message: string) => ({ rule: "R", article: "", title: "", message, severity: "S1", verified: "", subject: null }) as Missing;
const draft = (kind: string, title: string, more: Partial<Step> = {}): Step => ({ action: `draft:${kind}`, title: `制作《${title}》`, kind, allowed: true, primary: false, missing: [], ...more });
const decision = draft("WS46", "行政处罚决定书", {
  allowed: false,
  primary: true,
  missing: [missing("作出决定之前没有负责人签署的《行政处罚决定审批表》或者有讨论结论的《集体讨论记录》。")],
});
const steps = [draft("WS14", "证据提取单"), draft("WS43", "集体讨论记录"), draft("WS44", "行政处罚决定审批表"), decision];
const kinds = (chosen: Step[]) => chosen.map((step) => step.kind);

describe("the steps at the head of a case", () => {
  it("a_blocked_duty_is_preceded_by_what_would_free_it", () => expect(kinds(nextSteps(steps, []))).toEqual(["WS43", "WS44", "WS46"]));
  it("what_is_under_way_is_not_offered_again", () => expect(kinds(nextSteps(steps, [{ kind: "WS43", status: "signing" }]))).toEqual(["WS44", "WS46"]));
  it("an_allowed_duty_stands_alone", () => expect(kinds(nextSteps([...steps.slice(0, 3), { ...decision, allowed: true, missing: [] }], []))).toEqual(["WS46"]));
  it("whoever_may_write_little_is_offered_that", () => {
    const review = draft("WS35", "法制审核意见书");
    const others = draft("WS46", "行政处罚决定书", { allowed: false, primary: true, missing: [missing("您的角色不能办理。")] });
    expect(kinds(nextSteps([review, others], []))).toEqual(["WS35", "WS46"]);
    expect(kinds(nextSteps([review, others], [{ kind: "WS35", status: "draft" }]))).toEqual(["WS46"]);
  });
});
