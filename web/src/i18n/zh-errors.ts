/** Words for what goes wrong between the page and the server. */
export const errorWords = {
  page: "页面内部出错",
  offline: "连不上服务器",
  offlineHint: "请检查网络后重试；刚才填写的内容仍在页面上，重试不会重复提交。",
  offlinePage: "这个页面还没有取到。请检查网络，恢复后点“重新打开”。",
  conflict: "在您办理期间，该事项已有新的变化。本页已换成最新内容，请核对后重新提交；填写的内容还在。",
  server: "服务器出错",
  refused: "请求未被接受",
  answered: (status: number) => `服务器回答 ${status}。请稍后重试；仍不行请联系系统管理员。`,
  missing: (article: string, message: string) => `${article}：${message}`,
  between: "；",
  number: (id: string) => `（请求号 ${id}）`,
} as const;
