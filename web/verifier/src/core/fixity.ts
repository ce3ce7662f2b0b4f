/**
 * Manifests against bytes, both ways; and the two manifests against each other, to tell an altered
 * file from an altered manifest.
 */
import { fromUtf8, same } from "./bytes";
import type { Digests } from "./digest";
import type { Findings } from "./findings";
import { BAG_INFO, BAGIT, DECLARATION, FETCH, MANIFEST_SHA256, MANIFEST_SM3, PAYLOAD, REQUIRED, TAGMANIFEST_SHA256, TAGMANIFEST_SM3 } from "./layout";
import { parseManifest } from "./manifest";

/** What is known of the files before the manifests are asked. */
export interface Seen {
  /** Null for a file that the package cuts short. */
  readonly digests: ReadonlyMap<string, Digests | null>;
  /** Texts small enough to be read. */
  readonly texts: ReadonlyMap<string, Uint8Array>;
  readonly brokenOff: boolean;
}

const isPayload = (path: string): boolean => path.startsWith(PAYLOAD);
/** A tag manifest lists all tag files but the tag manifests. */
const isListedTag = (path: string): boolean => !isPayload(path) && path !== TAGMANIFEST_SHA256 && path !== TAGMANIFEST_SM3;

export function checkFixity(seen: Seen, findings: Findings): void {
  if (!seen.brokenOff) for (const path of REQUIRED) if (!seen.digests.has(path)) findings.defect("member_missing", path, "缺少这个必备文件。");
  if (seen.digests.has(FETCH)) findings.defect("form", FETCH, "包必须自身完整，不得引用包外文件。");
  const [tagSha256, tagSm3] = [listing(TAGMANIFEST_SHA256, "sha256", seen, findings), listing(TAGMANIFEST_SM3, "sm3", seen, findings)];
  const [sha256, sm3] = [listing(MANIFEST_SHA256, "sha256", seen, findings), listing(MANIFEST_SM3, "sm3", seen, findings)];
  // The tag manifests first: they tell which of the payload's manifests is sound.
  new Pair(tagSha256, tagSm3, seen, findings).check(isListedTag);
  new Pair(sha256, sm3, seen, findings).check(isPayload);
  const declaration = seen.texts.get(BAGIT);
  if (declaration && fromUtf8(declaration) !== DECLARATION) findings.defect("form", BAGIT, "不是 BagIt 1.0 声明。");
  checkOxum(seen, findings);
}

type Says = "nothing" | "unlisted" | "agrees" | "differs";

/** A manifest; without entries if it is missing or unreadable, which is a finding of its own. */
interface Listing {
  readonly name: string;
  readonly algorithm: "sha256" | "sm3";
  readonly entries: ReadonlyMap<string, Uint8Array> | null;
}

function listing(name: string, algorithm: "sha256" | "sm3", seen: Seen, findings: Findings): Listing {
  const text = seen.texts.get(name);
  const read = text ? parseManifest(text) : null;
  if (typeof read !== "number") return { name, algorithm, entries: read };
  findings.defect("form", name, `清单第 ${read} 行格式不正确。`);
  return { name, algorithm, entries: null };
}

function says({ entries, algorithm }: Listing, path: string, digests: Digests): Says {
  if (!entries) return "nothing";
  const listed = entries.get(path);
  if (!listed) return "unlisted";
  return same(listed, digests[algorithm]) ? "agrees" : "differs";
}

class Pair {
  constructor(
    private readonly sha256: Listing,
    private readonly sm3: Listing,
    private readonly seen: Seen,
    private readonly findings: Findings,
  ) {}

  check(covers: (path: string) => boolean): void {
    const there = [...this.seen.digests.keys()].filter(covers);
    const paths = new Set([...there, ...(this.sha256.entries?.keys() ?? []), ...(this.sm3.entries?.keys() ?? [])]);
    for (const path of [...paths].sort()) {
      const digests = this.seen.digests.get(path);
      if (digests) this.compare(path, digests);
      else if (digests === undefined && !this.seen.brokenOff) this.missing(path);
    }
  }

  private compare(path: string, digests: Digests): void {
    const said = [this.sha256, this.sm3].map((list) => ({ list, word: says(list, path, digests) }));
    const against = said.filter(({ word }) => word === "differs" || word === "unlisted");
    const [bad] = against;
    if (!bad) return;
    const good = said.find(({ word }) => word === "agrees");
    // One alone against the file is itself altered, unless it is the sound one of the two.
    if (good && (!this.findings.names(good.list.name) || this.findings.names(bad.list.name))) {
      this.accuse(bad.list, path);
      return;
    }
    if (!against.some(({ word }) => word === "differs")) {
      this.findings.defect("member_unlisted", path, "清单里没有这个文件。");
      return;
    }
    this.findings.defect("member_altered", path, "内容与清单记载的摘要不一致，已被改动。");
    for (const { list, word } of against) if (word === "unlisted") this.accuse(list, path);
  }

  private missing(path: string): void {
    const lists = [this.sha256, this.sm3].filter(({ entries }) => entries?.has(path));
    const silent = [this.sha256, this.sm3].filter(({ entries }) => entries && !entries.has(path));
    const [one, other] = [lists[0], silent[0]];
    if (one && other && (this.findings.names(one.name) || !this.findings.names(other.name))) this.accuse(one, path);
    else this.findings.defect("member_missing", path, "清单列有这个文件，包内没有。");
  }

  private accuse(list: Listing, path: string): void {
    this.findings.defect("manifest_altered", list.name, `清单对 ${path} 的记载与另一份清单和文件内容不一致，清单已被改动。`);
  }
}

/** `Payload-Oxum` gives the payload's bytes and files. */
function checkOxum(seen: Seen, findings: Findings): void {
  const text = seen.texts.get(BAG_INFO);
  if (!text) return;
  const payload = [...seen.digests].filter(([path]) => isPayload(path));
  const octets = payload.reduce((sum, [, digests]) => sum + (digests?.size ?? 0), 0);
  const stated = fromUtf8(text)
    ?.split("\n")
    .find((line) => line.startsWith("Payload-Oxum:"))
    ?.replace(/\r$/, "");
  // A file more, fewer or of another size is named as such.
  const isExplained = findings.namesAnyIn(PAYLOAD) || findings.names(MANIFEST_SHA256) || findings.names(MANIFEST_SM3) || seen.brokenOff;
  if (stated !== `Payload-Oxum: ${octets}.${payload.length}` && !isExplained) findings.defect("form", BAG_INFO, "记载的载荷大小和文件数与实际不符。");
}
