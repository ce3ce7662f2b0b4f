/**
 * Two verifiers that share no code are asked about the same real log folders, sound and damaged, and
 * must answer alike; and the page itself, from disk, takes one. `LIUHEN_PROGRAM` exports the folders
 * of the sample county; the command line's verifier lies beside it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type Kept } from "../verifier/src/core/log/heads";
import { verifyLog } from "../verifier/src/core/log/log";
import { Policy } from "../verifier/src/core/policy";
import { need } from "../verifier/test/exported";
import { factsOf, headAt, Mirror } from "../verifier/test/folder";
import { folderDamages } from "../verifier/test/folder-damage";
import { type Answer, answerOf, Program } from "../verifier/test/program";
import { type Fact, fact, LOG, SM3_LOG, WITNESS } from "../verifier/test/sample";
import { openBrowser, PHONE, WIDE } from "./visit";

const PAGE = new URL("../dist/VERIFY.html", import.meta.url).href;
const SEED = Number(process.env.LIUHEN_SEED ?? 20250307);
const COUNT = Number(process.env.LIUHEN_MUTATIONS ?? 50);

let program: Program;
let browser: Browser;
let log: Mirror;
let journal: Mirror;

beforeAll(async () => {
  program = new Program(`${need("LIUHEN_PROGRAM")}-verify`);
  browser = await openBrowser();
  log = exported("log", "--leaves");
  journal = exported("journal");
}, 180_000);
afterAll(async () => {
  program.end();
  await browser.close();
});

/** A folder as the program exports it. */
function exported(...what: readonly string[]): Mirror {
  const folder = mkdtempSync(join(tmpdir(), "liuhen-log-"));
  const out = join(folder, "out");
  execFileSync(need("LIUHEN_PROGRAM"), ["export", ...what, "--data", join(need("LIUHEN_E2E_FOLDER"), "data"), "--out", out]);
  const paths = readdirSync(out, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const mirror = new Mirror(new Map(paths.map((path) => [relative(out, path), new Uint8Array(readFileSync(path))])));
  rmSync(folder, { recursive: true });
  return mirror;
}

const keysOf = (mirror: Mirror): string[] => ["log.vkey", "sm3/log.vkey"].map((path) => mirror.text(path).trim());
const policyOf = (mirror: Mirror): string => `${keysOf(mirror).map((key) => `log ${key}\n`).join("")}quorum none\n`;
const cosigned = (mirror: Mirror): Mirror => ["checkpoint", "sm3/checkpoint"].reduce((all, path) => all.with(path, WITNESS.cosign(all.text(path), 1_764_000_100)), mirror);

/** What both say of a folder. The command line is asked for what the page does by itself. */
async function ask({ files, blobs }: Mirror, kept: readonly Kept[], policyText: string | null): Promise<[Answer, Answer]> {
  const policy = policyText === null ? null : Policy.parse(policyText);
  if (typeof policy === "string") throw new Error(policy);
  const command = files.has("facts.jsonl") || files.has("rows.jsonl") ? "rebuild" : "log";
  const args = [...kept.flatMap(({ name, note }) => ["--checkpoint", program.write(name, note)]), ...(policyText === null ? [] : ["--policy", program.write("policy.txt", policyText)])];
  return [program.ask(command, program.writeFolder("folder", files), ...args), answerOf(await verifyLog({ files: blobs, kept }, policy))];
}

async function compare(mirror: Mirror, seed: number, policyText: string | null): Promise<{ differ: string; found: string }> {
  const differ: string[] = [];
  const verdicts = new Map<string, number>();
  for (const { name, mirror: damaged, kept } of folderDamages(mirror, seed, COUNT)) {
    const [theirs, ours] = await ask(damaged, kept, policyText);
    verdicts.set(ours.verdict, (verdicts.get(ours.verdict) ?? 0) + 1);
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) differ.push(`${name}\n  program ${JSON.stringify(theirs)}\n  page    ${JSON.stringify(ours)}`);
  }
  console.info(`${COUNT} damages, seed ${seed}: ${[...verdicts].map(([verdict, n]) => `${verdict} ${n}`).join(", ")}`);
  return { differ: differ.join("\n"), found: [...verdicts.keys()].sort().join(" ") };
}

it("both_say_the_same_of_a_log_with_leaves", async () => {
  expect(await compare(log, SEED, policyOf(log))).toEqual({ differ: "", found: "incomplete invalid proven" });
}, 600_000);

it("both_say_the_same_of_a_journal_under_a_witness", async () => {
  expect(await compare(cosigned(journal), SEED + 1, policyOf(journal).replace("quorum none", `witness w ${WITNESS.vkey}\nquorum w`))).toEqual({ differ: "", found: "incomplete invalid proven" });
}, 600_000);

it("both_say_the_same_without_a_policy_and_of_hashes_alone", async () => {
  expect(await compare(journal, SEED + 2, null)).toEqual({ differ: "", found: "incomplete invalid not_witnessed" });
  expect((await compare(log.without("tile/entries").with("tile/entries/000", log.bytes("tile/entries/000")), SEED + 3, `log ${keysOf(log)[0] ?? ""}\nquorum none\n`)).differ).toBe("");
}, 600_000);

const forgedFrom = (facts: readonly Fact[]): Fact[] => facts.map((one) => (one.n === 100 ? fact(100, "case_2", 15, "forged") : one));

/** The tests' own log, whose key they have: it signs two histories. */
it("both_convict_a_log_that_signed_two_histories", async () => {
  const honest = factsOf(300);
  const forged = Mirror.of(forgedFrom(honest));
  const policyText = `log ${LOG.vkey}\nlog ${SM3_LOG.vkey}\nquorum none\n`;
  for (const [size, algorithm, verdict] of [
    [90, "sha256", "proven"],
    [101, "sha256", "forked"],
    [101, "sm3", "forked"],
  ] as const)
    for (const one of [forged, forged.without("facts.jsonl"), forged.without("facts.jsonl", "tile/entries")]) {
      const [theirs, ours] = await ask(one, [{ name: "kept.txt", note: headAt(honest, size, algorithm) }], policyText);
      expect([size, algorithm, ours]).toEqual([size, algorithm, theirs]);
      expect(ours.verdict).toBe(verdict);
    }
  for (const size of [299, 301]) {
    const [theirs, ours] = await ask(Mirror.of(honest.slice(0, 300), 5), [{ name: "kept.txt", note: LOG.checkpoint(size, new Uint8Array(32)) }], policyText);
    expect(ours).toEqual(theirs);
    expect(ours.verdict).toBe(size < 300 ? "forked" : "incomplete");
  }
}, 120_000);

async function open(size: typeof WIDE): Promise<Page> {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", offline: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(PAGE);
  await page.getByRole("radio", { name: "整个日志" }).check();
  return page;
}

async function verify(page: Page, mirror: Mirror, kept = "", policyText = policyOf(journal)): Promise<string> {
  await page.getByLabel("日志文件夹：选择文件夹").setInputFiles(program.writeFolder("日志", mirror.files));
  await page.getByLabel("自己留存的检查点", { exact: true }).and(page.locator("textarea")).fill(kept);
  await page.getByLabel("信任策略", { exact: true }).fill(policyText);
  await page.getByRole("button", { name: "开始核验" }).click();
  await page.getByRole("button", { name: "停止" }).waitFor({ state: "hidden" });
  return page.getByRole("region", { name: "结论" }).locator(".verdict .title").innerText();
}

const picture = (page: Page, name: string): Promise<unknown> => page.screenshot({ path: join(need("LIUHEN_E2E_FOLDER"), `verifier-log-${name}.png`), fullPage: true });
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

it.each([
  ["wide", WIDE],
  ["phone", PHONE],
])("the_page_proves_a_folder_and_names_what_was_altered_%s", async (name, size) => {
  const page = await open(size);
  await picture(page, `${name}-empty`);
  expect(await verify(page, journal, journal.text("checkpoint"))).toBe("证明成立，且已见证");
  const text = await page.locator(".answer").innerText();
  expect(text).toMatch(/SHA-256 树：由全部 \d+ 条叶重算的根哈希与检查点所签的一致/);
  expect(text).toMatch(/\d+ 行投影、8 张表/);
  await picture(page, `${name}-proven`);
  const tile = "sm3/tile/0/001";
  expect(await verify(page, journal.flipped(tile, 70).lines("rows.jsonl", (lines) => lines.map((line) => line.replace(/("table":"case_row".*"title":")[^"]+/, "$1改过的标题"))))).toBe("无效：内容与证明不符");
  expect(await page.getByRole("rowheader", { name: tile }).count()).toBe(1);
  expect(await page.locator(".defects").innerText()).toContain("的 title 与事实所记不同");
  await picture(page, `${name}-altered`);
  expect(await overflow(page)).toBe(0);
});

it("a_few_files_are_enough_where_bodies_are_among_them", async () => {
  const page = await open(WIDE);
  const files = ["checkpoint", "log.vkey", "facts.jsonl"].map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(journal.bytes(name)) }));
  await page.getByLabel("日志文件夹：选择几个文件").setInputFiles(files);
  await page.getByText("所选文件：3 个文件").waitFor();
  await page.getByRole("button", { name: "开始核验" }).click();
  await page.locator(".answer .verdict.not_witnessed").waitFor();
  expect(await page.locator(".answer").innerText()).toContain("树的哈希瓦片不全，由叶直接重算");
});

it("a_second_history_is_a_fork_to_whoever_kept_a_head_and_a_folder_is_not_dropped", async () => {
  const page = await open(WIDE);
  const honest = factsOf(300);
  const forged = Mirror.of(forgedFrom(honest));
  const notes = [headAt(honest, 90), headAt(honest, 101)];
  expect(await verify(page, forged, notes.join("\n"), `log ${LOG.vkey}\nquorum none\n`)).toContain("分叉");
  expect(await page.getByRole("rowheader", { name: "自己留存的检查点（第 2 个）" }).count()).toBe(1);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "保存分叉证据" }).click();
  expect(readFileSync(await (await saved).path(), "utf8")).toBe(`${notes[1] ?? ""}\n${headAt(forgedFrom(honest), 300)}`);
  const box = await page.locator(".zone").boundingBox();
  const at = { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 10 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [program.writeFolder("拖来的", log.files)], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) await session.send("Input.dispatchDragEvent", { type, ...at, data });
  await page.getByText("请用按钮选择").waitFor();
});
