export const deskWords = {
  title: "工作台",
  hello: (name: string, part: string) => `${part}，${name}`,
  morning: "早上好",
  noon: "中午好",
  afternoon: "下午好",
  evening: "晚上好",
  counts: (late: number, soon: number) =>
    late === 0 && soon === 0 ? "没有逾期和将到期的事项" : `逾期 ${late} 项，将到期 ${soon} 项`,
  asOf: (at: string) => `截至 ${at}`,
  more: "全部",
  figures: "数量一览",
  nothing: "没有要您办理的待办事项",
  newCase: "登记新案件",
  newAct: "安排现场执法",
  upload: "上传音像",
} as const;
