/** Words of time from outside: on the proof centre, and on the page of a case. */
import type { ClockFinding, TimeBound, TimeBox } from "@/api/schema";
import { formatInstant } from "@/format/time";

const side = (word: string, bound: TimeBound | null): string => (bound === null ? `${word}：没有外部时钟` : `${word} ${formatInstant(bound.at)}（${bound.by}）`);

export const timeWords = {
  title: "外部时间",
  meaning: "见证方的时钟不归本机管。信标把他们签过名的日志头写进日志：写在信标之后的事实，不可能早于他们签名的时间；被其后的签名覆盖的事实，不可能更晚。",
  none: "没有外部时钟",
  noneFix: "没有配置见证方，事实的写入时间只有本机自己的说法。请系统管理员按运行手册“外部时间”一页配置见证策略。",
  never: "还没有写过信标",
  neverFix: "见证方的签名达到策略要求后，随即写入第一条。",
  beacon: (n: number) => `最近的信标：第 ${n} 条`,
  cosigned: (at: string, by: string, size: number) => `${by} 于 ${at} 见过前 ${size} 条`,
  due: (at: string) => `下一条在 ${at} 以后写入；在此以前没有新的见证签名，或者日志没有新的事实，就不写。`,
  boxed: (facts: number) => `${facts} 条的写入时间已框定`,
  partly: (boxed: number, facts: number) => `${facts} 条中 ${boxed} 条的写入时间已框定`,
  unboxed: "写入时间没有框定",
  byWhom: "由见证方的时钟从前后两面框定",
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
