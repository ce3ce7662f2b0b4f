/** Words of time from outside: on the proof centre, and on the page of a case. */
import type { ClockFinding, TimeBound, TimeBox } from "@/api/schema";
import { formatInstant } from "@/format/time";

const side = (word: string, bound: TimeBound | null): string => (bound === null ? `${word}：没有外部时钟` : `${word} ${formatInstant(bound.at)}（${bound.by}）`);

export const timeWords = {
  title: "外部时间",
  meaning: "见证方的时钟不归本机管。信标把他们签过名的日志头写进日志：写在信标之后的事实，不可能早于他们签名的时间；被其后的签名覆盖的事实，不可能更晚。时间戳机构的签名同理。",
  none: "没有外部时钟",
  noneFix: "没有配置见证方，也没有配置时间戳机构，事实的写入时间只有本机自己的说法。请系统管理员按运行手册“外部时间”一页配置。",
  never: "还没有写过信标",
  neverFix: "见证方的签名达到策略要求后，随即写入第一条。",
  beacon: (n: number) => `最近的信标：第 ${n} 条`,
  cosigned: (at: string, by: string, size: number) => `${by} 于 ${at} 见过前 ${size} 条`,
  due: (at: string) => `下一条在 ${at} 以后写入；在此以前没有新的见证签名，或者日志没有新的事实，就不写。`,
  stamp: (n: number) => `最近的可信时间戳：第 ${n} 条`,
  stamped: (at: string, by: string, size: number, accuracyMs: number) => `${by} 于 ${at} 对前 ${size} 条签发${accuracyMs === 0 ? "" : `，误差不超过 ${accuracyMs / 1000} 秒`}`,
  neverStamped: "还没有可信时间戳",
  neverStampedFix: (host: string) => `向 ${host} 请求，对方答复后随即写入第一个；日志没有事实的，有了再取。`,
  stampDue: "每个自然日（北京时间）取一个；除信标和时间戳以外没有新的事实，就不取。",
  stampFails: (failures: number) => `没有取得时间戳，已连续失败 ${failures} 次`,
  stampTried: (host: string, asked: string, next: string, last: string | null) => `上次于 ${asked} 向 ${host} 请求，下次在 ${next} 以后；${last === null ? "从未取得过" : `最近一次取得是 ${last}`}。其他功能不受影响，已有的时间戳仍然有效。`,
  boxed: (facts: number) => `${facts} 条的写入时间已框定`,
  partly: (boxed: number, facts: number) => `${facts} 条中 ${boxed} 条的写入时间已框定`,
  unboxed: "写入时间没有框定",
  byWhom: "由外部时钟从前后两面框定",
  byOurs: "没有外部时钟，或者只有一面，写入时间只有本机自己的说法",
  show: "逐段查看",
  one: (box: TimeBox) => `${box.first === box.last ? `第 ${box.first} 条` : `第 ${box.first} 至 ${box.last} 条中的 ${box.facts} 条`}：${side("不早于", box.not_before)}，${side("不晚于", box.not_after)}`,
  clock: (count: number) => `${count} 条事实写入时，本机时钟不准`,
  clockOne: ({ n, at, is_early }: ClockFinding) => `第 ${n} 条自称写于 ${formatInstant(at)}，${is_early ? "早于" : "晚于"}外部时钟框定的范围`,
  clockFix: "期限按这些时间计算的，请以外部时间为准复核；请系统管理员检查服务器对时，并查明何时、何人改过时钟。",
  more: (count: number) => `另有 ${count} 段`,
} as const;

/** How many facts have both sides. */
export const boxedFacts = (boxes: readonly TimeBox[]): { boxed: number; all: number } => ({
  boxed: boxes.filter((box) => box.not_before !== null && box.not_after !== null).reduce((sum, box) => sum + box.facts, 0),
  all: boxes.reduce((sum, box) => sum + box.facts, 0),
});
