/** The words of the page. */
import { VERDICTS, type Verdict } from "../core/findings";

export const words = {
  title: "留痕 离线核验",
  offline: "不联网 · 不上传 · 文件只在本机读取",
  what: "核验什么",
  input: "材料",
  result: "结论",
  start: "开始核验",
  stop: "停止",
  stopped: "已停止，没有结论。",
  dropPackage: "把案卷包（.tar）拖到这里，或者",
  dropFile: "把文件拖到这里，或者",
  chooseFile: "选择文件",
  chooseFolder: "选择解包后的文件夹",
  fromFile: "从文件读入",
  folderOf: (count: number, size: string) => `：${count} 个文件，${size}`,
  onlyFirst: "（一次只核验一个，其余未取）",
  readFrom: (name: string) => `已读入 ${name}`,
  tooLong: (name: string) => `${name} 过大，不像是这里要的文本。`,
  noText: (name: string) => `${name} 不是 UTF-8 文本。`,
  working: (done: string, all: string) => `正在读取：${done}，共 ${all}（含两种摘要）`,
  checking: "正在核对……",
  unreadable: (cause: string) => `读取失败（${cause}）：文件可能已被移动、改动或没有读取权限。`,
  wrongDefects: "问题",
  more: (count: number) => `另有 ${count} 处，不再列出。`,
  warnings: "提示",
  proven: "证明了什么",
  unproven: "没有证明什么",
  times: "事实写入的时间，由外部时钟框定",
  details: "核对所用的数据",
  sm3Head: "SM3 树的检查点",
  head: ["日志", "日志条数", "根哈希"] as const,
  witness: "见证",
  policyUsed: "信任策略",
  noPolicy: "未提供",
  madeAt: "核验时刻（本机时钟）",
  inputName: "材料名称",
  print: "打印",
  save: "保存结论",
  saveEvidence: "保存分叉证据",
  whole: "整个材料",
  place: "位置",
  fault: "哪里不对",
  code: "结论代码（同命令行退出码）",
  missing: (what: string) => `请先提供：${what}。`,
  before: "五种结论",
  unbelieved: "材料自身前后一致。但您没有带来信任策略：出自哪个机关、有没有见证，都未经证明。",
} as const;

/** What each answer means for whoever must act on it. */
export const MEANINGS: Record<Verdict, string> = {
  proven: "内容完整、未被改动，日志签过，您要求的见证方也签过。",
  not_witnessed: "内容完整、未被改动；但见证方的签名还不够，或您没有带来信任策略。",
  incomplete: "缺少或读不出一部分，已有的没有发现问题。补齐后再核验。",
  invalid: "至少一处与证明不符；逐处指出是哪个文件、哪条事实。",
  forked: "同一日志签出了互相矛盾的两种历史。请保存证据，这不可能是误操作。",
};
export const verdictTitle = (verdict: Verdict): string => VERDICTS[verdict].title;

export const modeWords = {
  package: { name: "案卷包", text: "一个案件归档或移送的整包：逐字节核对文件，逐条核对事实和证明。" },
  fact: { name: "文件或事实", text: "一个文件就是当时存证的那一个；或者一条事实确实在日志里。" },
  slip: { name: "查验单", text: "当事人手里的单子：单上所指的那条记载仍在日志里，没有换过。" },
  receipt: { name: "回执", text: "入库回执或接收回执：由谁签发，与手里的文件是否相符。" },
  checkpoint: { name: "检查点", text: "日志在某一刻的签名；两个检查点是不是同一段历史。" },
} as const;

export const fieldWords = {
  package: { label: "案卷包" },
  file: { label: "被核验的文件", hint: "可以不选：不选时只核验这条事实在不在日志里。" },
  proof: { label: "证明文件", hint: "从系统下载的 JSON，或 tlog-proof 文本。" },
  leaf: { label: "叶", hint: "证明是 tlog-proof 时才填：这条事实原样的一行。" },
  slip: { label: "查验单上的文字", hint: "以 LH1 开头的一行。" },
  slipProof: { label: "证明文件", hint: "从查验页面保存的 JSON。" },
  receipt: { label: "回执", hint: "回执全文，或接收回执响应头里的那一串。" },
  key: { label: "回执公钥", hint: "签发机关另行告知的一整行；不从回执里取。" },
  receiptFile: { label: "回执所说的文件", hint: "可以不选：不选时只核验签名。" },
  first: { label: "检查点" },
  second: { label: "另一个检查点", hint: "可以不填。填您自己留存的，或别处公布的。" },
  consistency: { label: "一致性证明", hint: "两个检查点大小不同时才需要：一行一个哈希，或向见证方提交的请求。" },
  policy: {
    label: "信任策略",
    hint: "您信任哪个日志、哪些见证方、要几方签名。由您从可靠途径取得（如司法行政部门、上级机关公布的），不从案卷包里取；包里自带的公钥一律不予采信。",
    placeholder: "log 日志公钥\nwitness 名称 见证方公钥\nquorum 名称",
  },
} as const;
