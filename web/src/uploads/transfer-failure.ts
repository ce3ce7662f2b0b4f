/** What a failed request of an upload means for the queue. Pure: status and text in, verdict out. */

export type FailureVerdict =
  | { kind: "retry"; trouble: string }
  | { kind: "gone" }
  | { kind: "login"; trouble: string }
  | { kind: "refused"; trouble: string };

/**
 * @param status HTTP status, or null when no reply came (line cut, server stopped).
 * @param detail the server's own Chinese sentence, if it sent one.
 * @param resuming true when the request was about an upload that already has an address.
 * @param code the problem's stable code, if it has one.
 */
export function judgeFailure(status: number | null, detail: string | null, resuming: boolean, code: string | null = null): FailureVerdict {
  if (status === null || status === 0 || code === "upload.cut") return { kind: "retry", trouble: "网络中断" };
  if (status === 401) return { kind: "login", trouble: "登录已失效，重新登录后自动继续" };
  if (resuming && (status === 404 || status === 410)) return { kind: "gone" };
  switch (status) {
    case 409:
    case 423:
      return { kind: "retry", trouble: "服务器正在释放上一次连接" };
    case 408:
    case 429:
      return { kind: "retry", trouble: "服务器繁忙" };
    case 460:
      return { kind: "retry", trouble: "一段数据在传输中受损，正在重传该段" };
    case 507:
      return { kind: "retry", trouble: "服务器存储空间不足，请通知设备管理员；空间恢复后自动继续" };
    default:
      break;
  }
  if (status >= 500) return { kind: "retry", trouble: "服务器暂时不可用" };
  if (status === 413) return { kind: "refused", trouble: detail ?? "文件超过服务器允许的大小" };
  return { kind: "refused", trouble: detail ?? `服务器拒绝接收（${status}）` };
}
