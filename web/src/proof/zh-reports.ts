import type { ReportDoubtView, OutcomeView } from "@/api/schema";

export type RecountResult = OutcomeView["result"];
export type WrongReport = ReportDoubtView["why"];

/** Why a report may be wrong, as it is offered. */
export const WRONG: readonly WrongReport[] = ["program", "damage", "tampering", "other"];

export const reportWords = {
  title: "指标日报",
  note: "每日零时以后，系统由日志的叶子统计前一日的指标，写成一条事实；上级用镜像的叶子重算一遍（第二十六条）。",
  none: "还没有日报：当天的事实在次日零时以后统计。",
  noMirror: "没有人复算",
  noMirrorFix: "策略中没有镜像。请系统管理员按运行手册“见证”一页登记上级的镜像。",
  of: (day: string) => `${day} 的日报`,
  range: (from: number, to: number) => `第 ${from} 条至第 ${to - 1} 条事实`,
  written: (at: string) => `出具于 ${at}`,
  factNo: (n: number) => `事实 ${n}`,
  download: "下载日报原文",
  zero: "本日各项指标都是 0。",
  figures: "指标",
  earlier: (count: number) => `更早的 ${count} 份`,
  at: (at: string) => `复算于 ${at}`,
  by: (mirror: string) => `${mirror} 复算`,
  results: {
    equal: "相符",
    waiting: "待复算",
    differs: "不符",
    unreadable: "无法核对",
    gap: "不连续",
  } satisfies Record<RecountResult, string>,
  /** What to do, where something is to be done. */
  advice: {
    equal: "",
    waiting: "叶子和日报送到镜像以后一分钟内复算。",
    differs: "上级由同样的叶子算出另外的数。请立即查明日报由何处出具、有无改动，并报告上级；日报确有错误的，可以提出更正。",
    unreadable: "上级收到的日报与叶子所记不符，或者指标版本对方还不认识。请联系对方运营单位。",
    gap: "日报没有接着上一份，或者统计了其后的事实。请报告系统管理员。",
  } satisfies Record<RecountResult, string>,
  wrong: { program: "统计程序有误", damage: "统计时数据库受损", tampering: "被人改动", other: "其他" } satisfies Record<WrongReport, string>,
  supersededBy: (n: number) => `已更正，以事实 ${n} 的报告为准`,
  isNew: (n: number) => `更正报告：取代事实 ${n} 的日报`,
  supersedes: (why: string, by: string) => `理由：${why}；${by} 提出，另一位机关负责人批准。`,
  doubted: (by: string, why: string) => `${by} 提出更正：${why}。`,
  doubtedAt: (at: string) => `提出于 ${at}，等待另一位机关负责人办理`,
  doubt: "提出更正",
  doubtDone: "已提出更正，等待另一位机关负责人批准",
  doubtNote: (day: string, n: number) =>
    `${day} 的日报（事实 ${n}）出具后不能修改或删除。另一位机关负责人批准后，系统由同样的事实重新统计，另出一份更正报告；原报告和不符的结论照样保留，上级看得到更正和理由。`,
  why: "错在哪里",
  text: "情况说明",
  textHint: "怎样发现的，哪些指标不对，原因查明没有",
  supersede: "批准更正",
  supersedeDone: "已出具更正报告",
  supersedeNote: (from: number, to: number) =>
    `系统由第 ${from} 条至第 ${to - 1} 条事实重新统计，没有人填写数字；每一百万条事实约需几秒。重新统计与原报告相同的，不出具更正报告，请改为维持。`,
  uphold: "维持原报告",
  upholdDone: "已维持原报告",
  upholdText: "维持的理由",
  required: (what: string) => `请填写：${what}`,
  difference: (name: string, told: number, recounted: number, leaf: number) => `${name}：报 ${told}，复算 ${recounted}，自第 ${leaf} 条事实起不同`,
} as const;

/** A word of the server that is not known here is nothing to rely on. */
export const resultOf = ({ result }: { result: string }): RecountResult => (Object.hasOwn(reportWords.results, result) ? (result as RecountResult) : "waiting");

/** The result that counts for a report: the worst that any auditor found; none where another report stands in its place. */
export const standing = (report: { superseded_by: number | null; outcomes: readonly { result: string }[] }): RecountResult | null =>
  report.superseded_by === null ? worst(report.outcomes) : null;

/** The worst that any auditor found. */
export function worst(outcomes: readonly { result: string }[]): RecountResult | null {
  const order: readonly RecountResult[] = ["differs", "gap", "unreadable", "waiting", "equal"];
  return order.find((result) => outcomes.some((one) => resultOf(one) === result)) ?? null;
}
