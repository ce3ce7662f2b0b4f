/** Words about the signed acceptance of an upload. */
export const acceptanceWords = {
  head: "签收",
  text: "服务器收齐全部字节时签发的接收回执。保存后可用 liuhen-verify acceptance 离线核验；它不代替入库回执，清空设备以“设备可清空”为准。",
  accepted: (at: string, n: number) => `已签收 ${at} · 日志第 ${n} 条`,
  save: "保存接收回执",
  saveProof: "保存签收的日志证明",
  key: "服务器公钥（核验时请与采集站上固定的公钥核对）",
} as const;
