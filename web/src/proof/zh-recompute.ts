/** Words of the recomputation of the whole log. What differs is told by the server. */
export const recomputeWords = {
  title: "全部重算",
  note: "由库中每一条事实的原文重新算出叶哈希、正文承诺值、两棵树、日志头和全部已签名的日志头，与存储的逐一比对（第二十四条）。照常办案，不受影响。",
  start: "全部重算",
  again: "再次重算",
  cancel: "停止重算",
  cancelNote: "停止以后，上一次的结果仍然保留。",
  never: "还没有重算过。",
  neverMay: "有权的人点“全部重算”即可。",
  waiting: "已提交，等待处理",
  running: "正在重算",
  failing: "刚才没有算完（数据库读取失败），系统会自动再试；一再失败的请告诉系统管理员。",
  progress: (done: number, total: number) => `已重算 ${done} / ${total} 条`,
  asked: (by: string, at: string) => `${by} 于 ${at} 提出`,
  cancelled: (at: string) => `上一次在 ${at} 被停止，没有结果。`,
  equal: (leaves: number) => `全部 ${leaves} 条都与存储的一致`,
  differs: (count: number) => `发现 ${count} 处不一致`,
  differsFix: "库中内容在记载之后被改动或损坏。请保持现状并立即报告；不要重新启动，也不要恢复备份。叶子缺失的，由管理员按运行手册“见证”一页从镜像找回。",
  first: "第一处不同",
  others: (count: number) => `其后列出的 ${count} 处`,
  more: (count: number) => `另有 ${count} 处没有列出，用 liuhen check 查看全部`,
  fact: (n: number) => `事实 ${n}`,
  at: "重算时间",
  took: "用时",
  seconds: (ms: number) => (ms < 1000 ? `${ms} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`),
  speed: "速度",
  perSecond: (leaves: number, ms: number) => `每秒 ${Math.round((leaves * 1000) / Math.max(ms, 1))} 条`,
  sha256: "算出的 SHA-256 根",
  sm3: "算出的 SM3 根",
} as const;

/** How far a run is, in whole percent; 0 until it is known how much there is. */
export const percent = (done: number, total: number): number => (total === 0 ? 0 : Math.min(100, Math.floor((done * 100) / total)));
