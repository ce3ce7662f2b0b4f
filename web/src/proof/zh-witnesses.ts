import type { WitnessView } from "@/api/schema";

export type CosignerRole = WitnessView["role"];
export type WitnessState = "online" | "waiting" | "refused" | "away";

export const witnessWords = {
  title: "见证方",
  none: "没有配置见证方：检查点只有本机签名，外界无从分辨是否另有一套。请系统管理员按运行手册“见证”一页配置策略。",
  covered: (size: number, all: number) =>
    size >= all ? `全部 ${all} 条事实都已达到策略要求的见证。` : `前 ${size} 条事实已达到策略要求的见证，其后 ${all - size} 条待见证。`,
  notCovered: "还没有达到策略要求的见证：目前的证明只有本机签名。",
  adopted: (at: string, n: number) => `策略自 ${at} 启用（事实 ${n}），文件的 SHA-256：`,
  dropped: (at: string, n: number) => `策略于 ${at} 撤下（事实 ${n}）`,
  changed: (times: number) => `此前更换过 ${times} 次`,
  changedNote: "策略由谁更换，日志不知道；何时更换、换成什么，逐次是一条事实，不能删去。更换前后的见证方不同的，请核对是否经过批准。",
  name: "见证方",
  state: "状态",
  last: "末次见证",
  size: "见证到",
  sizeOf: (size: number) => `第 ${size} 条`,
  never: "尚未见证",
  byDisc: "由介质往来",
  roles: { witness: "", mirror: "镜像", auditor: "复算" } satisfies Record<CosignerRole, string>,
  /** How far a mirror is. */
  held: (held: number, all: number) => (held >= all ? `已保存全部 ${all} 条叶子` : `已保存 ${held} / ${all} 条叶子`),
  adviceByMirror: "镜像保存全部叶子、复算全部日报相符以后才签名。",
  adviceByDisc: "请管理员导出请求文件，由介质送交对方，再读入答复。",
  adviceMirrorByDisc: "请管理员用 liuhen witness export 写出叶子和日报，由介质送交镜像，再用 import-response 读入答复。",
  states: { online: "在线", waiting: "待见证", refused: "拒绝", away: "失联" } satisfies Record<WitnessState, string>,
  /** What to do, where something is to be done. */
  advice: {
    online: "",
    waiting: "等待对方答复。",
    refused: "请立即报告：对方持有的检查点与本机不符。查明以前不要恢复备份或更换密钥。",
    away: "请检查网络，或联系对方运营单位。见证恢复前，新的事实照常记录，只是待见证。",
  } satisfies Record<WitnessState, string>,
} as const;

/** A word of the server that is not known here is nothing to rely on. */
export const stateOf = ({ state }: { state: string }): WitnessState => (Object.hasOwn(witnessWords.states, state) ? (state as WitnessState) : "waiting");
