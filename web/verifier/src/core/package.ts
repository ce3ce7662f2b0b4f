/** Verifies a case-file package: bytes, manifests, facts, proofs, signatures (docs/formats/package.md). */
import { fromUtf8 } from "./bytes";
import { type Digester, type Digests, digestHere, digestsOf } from "./digest";
import { Facts, type Pause, Proofs } from "./facts";
import { Findings, type Report } from "./findings";
import { checkFixity } from "./fixity";
import { BAG_INFO, BAGIT, CHECKPOINT, CONTENTS, FACTS, LOG_KEY, MANIFEST_SHA256, MANIFEST_SM3, mustBeBound, PAYLOAD, PROOFS, REQUIRED, SM3_CHECKPOINT, SM3_FILES, SM3_LOG_KEY, SM3_PROOFS, TAGMANIFEST_SHA256, TAGMANIFEST_SM3, TIMES } from "./layout";
import { type Members, membersOfFolder } from "./members";
import type { Policy } from "./policy";
import { membersOfTar } from "./tar";
import { boxFacts, TimeLines } from "./times";
import { areWitnessed, basedOn, compareHeads, demandsSm3, type Heads, NO_TRUST, type Places, type Trust, trustIn } from "./trust";
import { bytesText, groundsOf, PACKAGE_LIMITS } from "./words";

const MAX_MANIFEST = 16 * 1024 * 1024;
const MAX_TEXT = 256 * 1024;
const TEXTS: ReadonlyMap<string, number> = new Map([
  ...[MANIFEST_SHA256, MANIFEST_SM3, TAGMANIFEST_SHA256, TAGMANIFEST_SM3].map((path) => [path, MAX_MANIFEST] as const),
  ...[BAGIT, BAG_INFO, CHECKPOINT, LOG_KEY, SM3_CHECKPOINT, SM3_LOG_KEY].map((path) => [path, MAX_TEXT] as const),
]);
/** Files that are hashed at a time. */
const AT_ONCE = 8;

export type PackageInput = Blob | readonly { readonly path: string; readonly blob: Blob }[];

/** How the work is done and told; the parts that differ between a page and a test. */
export interface Work {
  readonly digester: Digester;
  readonly pause: Pause;
  /** Bytes done, and bytes to be done in all, both digests counted. */
  readonly onProgress: (done: number, all: number) => void;
}
export const QUIETLY: Work = { digester: digestHere, pause: async () => undefined, onProgress: () => undefined };

interface Bag {
  readonly members: Members;
  readonly digests: ReadonlyMap<string, Digests | null>;
  readonly texts: ReadonlyMap<string, Uint8Array>;
}

export async function verifyPackage(input: PackageInput, policy: Policy | null, work: Work = QUIETLY): Promise<Report> {
  const findings = new Findings();
  const members = input instanceof Blob ? await membersOfTar(input, findings) : membersOfFolder(input, findings);
  const texts = await readTexts(members, findings);
  const facts = await readLines(members, FACTS, new Facts(findings), work.pause);
  const proofs = await readLines(members, PROOFS, new Proofs(findings, PROOFS), work.pause);
  const sm3Proofs = await readLines(members, SM3_PROOFS, new Proofs(findings, SM3_PROOFS), work.pause);
  const times = await readLines(members, TIMES, new TimeLines(findings), work.pause);
  const bag: Bag = { members, texts, digests: await digestAll(members, work) };
  checkFixity({ digests: bag.digests, texts, brokenOff: members.brokenOff }, findings);
  const heads = headsOf(bag, policy, findings);
  if (facts) {
    facts.check();
    if (proofs) await facts.checkTree("sha256", proofs, heads.sha256.checkpoint, work.pause);
    if (sm3Proofs) await facts.checkTree("sm3", sm3Proofs, heads.sm3.checkpoint, work.pause);
    checkBindings(bag, facts, findings);
  }
  const boxed = await boxFacts({ place: TIMES, lines: times?.lines ?? [] }, facts?.dated ?? [], heads.sha256, policy, findings, work.pause);
  const complete = facts !== null && proofs !== null && heads.sha256.checkpoint !== null && (!heads.sm3.demanded || sm3Proofs !== null);
  const verdict = findings.verdict(areWitnessed(heads) && complete);
  return { ...report(bag, facts, findings, { verdict, ...basedOn(heads) }, policy), times: boxed };
}

/** The heads of both trees. The SM3 tree's three files come together, or not at all unless the policy wants them. */
function headsOf({ members, texts }: Bag, policy: Policy | null, findings: Findings): Heads {
  const textOf = (path: string): string | null => {
    const bytes = texts.get(path);
    return bytes ? (fromUtf8(bytes) ?? "") : null;
  };
  const one = (places: Places): Trust => {
    const note = textOf(places.checkpoint);
    return note === null ? NO_TRUST : trustIn(note, textOf(places.key), policy, places, findings);
  };
  const sha256 = one({ kind: "log", checkpoint: CHECKPOINT, key: LOG_KEY });
  const wanted = demandsSm3(textOf(CHECKPOINT), policy) || SM3_FILES.some((path) => members.byPath.has(path));
  if (wanted && !members.brokenOff) for (const path of SM3_FILES) if (!members.byPath.has(path)) findings.defect("member_missing", path, "缺少 SM3 树的这个文件。");
  const heads = { sha256, sm3: one({ kind: "sm3-log", checkpoint: SM3_CHECKPOINT, key: SM3_LOG_KEY }) };
  compareHeads(heads, SM3_CHECKPOINT, findings);
  return heads;
}

function report(bag: Bag, facts: Facts | null, findings: Findings, base: Pick<Report, "verdict" | "head" | "sm3Head" | "witnesses">, policy: Policy | null): Report {
  const whole = [...bag.digests.values()].filter((digests) => digests !== null);
  const bytes = whole.reduce((sum, { size }) => sum + size, 0);
  const lines = facts?.lines ?? 0;
  return {
    ...base,
    subject: bag.members.top ?? "",
    defects: findings.defects,
    moreDefects: findings.moreDefects,
    warnings: findings.warnings,
    proven: groundsOf(base, policy, [
      `包内 ${whole.length} 个文件与两份清单逐字节一致，没有缺少、多出或改动。`,
      `${lines} 条事实都在检查点所签的日志里，内容自写入后没有改动，各流自第一版起连续。`,
      "案卷文书和录像都由事实记载了摘要，属于本案。",
    ]),
    unproven: PACKAGE_LIMITS,
    details: [
      ["案卷包", bag.members.top ?? "（未读到）"],
      ["文件", `${whole.length} 个，${bytesText(bytes)}`],
      ["事实", `${lines} 条`],
    ],
    evidence: null,
  };
}

async function readTexts(members: Members, findings: Findings): Promise<Map<string, Uint8Array>> {
  const texts = new Map<string, Uint8Array>();
  for (const [path, limit] of TEXTS) {
    const member = members.byPath.get(path);
    if (!member?.isWhole) continue;
    if (member.blob.size > limit) findings.defect("tar_form", path, "文件超过格式允许的大小。");
    else texts.set(path, new Uint8Array(await member.blob.arrayBuffer()));
  }
  return texts;
}

/** Facts or proofs; null where the file is missing or cut short, but what is there of it was read. */
async function readLines<T extends Facts | Proofs | TimeLines>(members: Members, path: string, into: T, pause: Pause): Promise<T | null> {
  const member = members.byPath.get(path);
  if (!member) return null;
  await into.read(member.blob, member.isWhole, pause);
  return member.isWhole ? into : null;
}

async function digestAll(members: Members, work: Work): Promise<Map<string, Digests | null>> {
  const digests = new Map<string, Digests | null>();
  const waiting = [...members.byPath.values()];
  const all = waiting.reduce((sum, { blob, isWhole }) => sum + (isWhole ? 2 * blob.size : 0), 0);
  let done = 0;
  const onBytes = (count: number): void => work.onProgress((done += count), all);
  work.onProgress(0, all);
  const lane = async (): Promise<void> => {
    for (let member = waiting.shift(); member; member = waiting.shift()) {
      digests.set(member.path, member.isWhole ? await digestsOf(member.blob, work.digester, onBytes) : null);
      await work.pause();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return digests;
}

/** Every document and recording is named by a fact. */
function checkBindings({ digests }: Bag, facts: Facts, findings: Findings): void {
  let elsewhere = 0;
  for (const [path, found] of [...digests].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!found) continue;
    if (mustBeBound(path)) {
      // Facts that were altered may have named it.
      if (!facts.bind(found)) findings.defect("not_in_facts", findings.blame(path, FACTS), `没有任何事实记载 ${path} 的摘要，无法证明它属于本案。`);
    } else if (path === CONTENTS) {
      if (!facts.bind(found)) findings.warn("案卷目录 contents.json 没有被事实绑定，只受清单保护。");
    } else if (path.startsWith(PAYLOAD) && !REQUIRED.includes(path) && !SM3_FILES.includes(path) && path !== TIMES) elsewhere += 1;
  }
  if (elsewhere > 0) findings.warn(`另有 ${elsewhere} 个文件不在文书和录像目录内，只受清单保护。`);
}
