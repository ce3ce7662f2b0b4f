import type { OutcomeView } from "@/api/schema";

export type RecountResult = OutcomeView["result"];

export const reportWords = {
  title: "指标日报",
  note: "每日零时以后，系统由日志的叶子统计前一日的指标，写成一条事实；上级用镜像的叶子重算一遍（第二十六条）。",
  none: "还没有日报：当天的事实在次日零时以后统计。",
  noMirror: "策略中没有镜像，没有人复算。请系统管理员按运行手册“见证”一页登记上级的镜像。",
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
    differs: "上级由同样的叶子算出另外的数。请立即查明日报由何处出具、有无改动，并报告上级；改不了的如实说明。",
    unreadable: "上级收到的日报与叶子所记不符，或者指标版本对方还不认识。请联系对方运营单位。",
    gap: "日报没有接着上一份，或者统计了其后的事实。请报告系统管理员。",
  } satisfies Record<RecountResult, string>,
  difference: (name: string, told: number, recounted: number, leaf: number) => `${name}：报 ${told}，复算 ${recounted}，自第 ${leaf} 条事实起不同`,
} as const;

/** A word of the server that is not known here is nothing to rely on. */
export const resultOf = ({ result }: { result: string }): RecountResult => (Object.hasOwn(reportWords.results, result) ? (result as RecountResult) : "waiting");

/** The result that counts for a report: the worst that any auditor found. */
export function worst(outcomes: readonly { result: string }[]): RecountResult | null {
  const order: readonly RecountResult[] = ["differs", "gap", "unreadable", "waiting", "equal"];
  return order.find((result) => outcomes.some((one) => resultOf(one) === result)) ?? null;
}
