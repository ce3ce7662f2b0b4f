/** Words of the hints before legal review (Art. 11(三)). */
export const hintWords = {
  title: "审前提示",
  list: "提示内容",
  count: (n: number) => `${n} 处请核对`,
  none: "系统比对没有发现矛盾或者缺漏",
  note: "由系统比对记录得出，只供法制审核参考，不拦住办理。",
  noteReview: "由系统比对记录得出，只供参考，不拦住办理；是否成立由审核人判断。点文书名在新窗口打开，正在填写的意见不受影响。",
  newWindow: "在新窗口打开",
  withheld: (count: number) => `另有 ${count} 条涉及限定查看的文书，您不在限定人员之列，没有显示。`,
  cut: "有执法人员同一时期的其他案件较多，跨案比对只看了最近登记的一部分。",
} as const;
