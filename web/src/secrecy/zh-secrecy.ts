/** Words of the mark of what is confidential (Art. 25). */
import type { Confidentiality } from "@/api/schema";

export const words = {
  title: "标注涉密情况",
  text: "标注后，只有限定的人员可以查看内容；其他人只知道有这份记录。不选类别即取消标注。",
  kinds: "涉及",
  kind: { state: "国家秘密", commercial: "商业秘密", privacy: "个人隐私" } satisfies Record<Confidentiality, string>,
  stateSecret: "国家秘密不得进入非涉密网络和系统。请立即报告保密部门，并按保密规定处置。",
  viewers: "限定可以查看的人员",
  viewersHint: "含须签批的人员；不选人就是没有限定",
  reasons: ["含当事人商业秘密", "含未成年人信息", "含他人住址、联系方式", "含医疗健康信息"],
  done: "涉密标注已记录",
  marked: (kinds: string) => `涉及${kinds}`,
  only: (names: string) => `只限${names}查看`,
  nobody: "没有限定可以查看的人员（第二十五条要求限定）",
} as const;
