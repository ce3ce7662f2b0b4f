/** A court clerk with one page on disk, no network and a package: what the page answers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import type { Package } from "../verifier/test/damage";
import { exportedPackages, firstOf, need } from "../verifier/test/exported";
import { LOG, WITNESS } from "../verifier/test/sample";
import { openBrowser, PHONE, WIDE } from "./visit";

const PAGE = new URL("../dist/VERIFY.html", import.meta.url).href;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let pack: Package;
let policy: string;
let context: BrowserContext;
let page: Page;
let faults: string[];
let asked: string[];

beforeAll(async () => {
  browser = await openBrowser();
  pack = firstOf(exportedPackages()).cosigned();
  const key = new TextDecoder().decode(pack.bytes("data/log.vkey")).trim();
  policy = `log ${key}\nwitness w ${WITNESS.vkey}\nquorum w\n`;
}, 120_000);
afterAll(() => browser.close());

const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });

async function open(size = WIDE): Promise<void> {
  context = await browser.newContext({ viewport: size, locale: "zh-CN", offline: true });
  page = await context.newPage();
  [faults, asked] = [[], []];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("filechooser", (chooser) => void chooser.setFiles(file("包.tar", pack.tar)));
  page.on("request", (request) => !/^(file|blob|data):/.test(request.url()) && asked.push(request.url()));
  await page.goto(PAGE);
}
beforeEach(() => open());
afterEach(async ({ task }) => {
  await page.screenshot({ path: join(need("LIUHEN_E2E_FOLDER"), `verifier-${task.name}.png`), fullPage: true });
  await context.close();
  expect([faults, asked]).toEqual([[], []]);
});

const answer = (): Promise<string> => page.getByRole("region", { name: "结论" }).locator(".verdict .title").innerText();

async function verify(bytes: Uint8Array, trust = policy): Promise<string> {
  await page.getByLabel("案卷包：选择文件").setInputFiles(file("包.tar", bytes));
  await page.getByLabel("信任策略", { exact: true }).fill(trust);
  await page.getByRole("button", { name: "开始核验" }).click();
  return answer();
}

const flipped = (path: string): Uint8Array => pack.of(pack.with(path, (bytes) => bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte))));

it("a_sound_package_is_proven_and_witnessed", async () => {
  expect(await verify(pack.tar)).toBe("证明成立，且已见证");
  const text = await page.locator(".answer").innerText();
  expect(text).toContain(`案卷包\n${pack.top}`);
  expect(text).toMatch(/见证方 w（witness\.example\/1）于2025年11月25日 00:01:40（北京时间）见过这个日志的前 \d+ 条并签名/);
  expect(text).toContain("不证明文书所说的内容属实");
  expect(await page.locator(".defects").count()).toBe(0);
});

it("without_a_policy_no_key_of_the_package_is_believed", async () => {
  expect(await verify(pack.tar, "")).toBe("证明成立，尚未见证");
  const text = await page.locator(".answer").innerText();
  expect(text).toContain("出自哪个机关、有没有见证，都未经证明");
  expect(text).toContain("不予采信");
});

it("one_changed_bit_of_a_document_is_named", async () => {
  const document = pack.paths.find((path) => path.startsWith("data/main/")) ?? "";
  expect(await verify(flipped(document))).toBe("无效：内容与证明不符");
  expect(await page.getByRole("rowheader", { name: document }).count()).toBe(1);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "保存结论" }).click();
  const text = readFileSync(await (await saved).path(), "utf8");
  expect(text).toContain(`${document}：内容与清单记载的摘要不一致`);
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "liuhen-verifier-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("an_unpacked_folder_is_proven_and_a_file_laid_into_it_is_named", async () => {
  const folder = join(freshFolder(), pack.top);
  for (const { path, bytes } of pack.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const choose = async (): Promise<string> => {
    await page.getByLabel("案卷包：选择解包后的文件夹").setInputFiles(folder);
    await page.getByLabel("信任策略", { exact: true }).fill(policy);
    await page.getByRole("button", { name: "开始核验" }).click();
    await page.getByRole("button", { name: "停止" }).waitFor({ state: "hidden" });
    return answer();
  };
  expect(await choose()).toBe("证明成立，且已见证");
  writeFileSync(join(folder, "data", "main", "new.pdf"), "x");
  expect(await choose()).toBe("无效：内容与证明不符");
  expect(await page.getByRole("rowheader", { name: "data/main/new.pdf" }).count()).toBe(1);
});

it("a_package_may_be_dropped", async () => {
  const data = await page.evaluateHandle((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "拖来的.tar"));
    return transfer;
  }, Buffer.from(pack.tar).toString("base64"));
  await page.locator(".zone").dispatchEvent("drop", { dataTransfer: data });
  await page.getByText("拖来的.tar").waitFor();
  await page.getByRole("button", { name: "开始核验" }).click();
  expect(await answer()).toBe("证明成立，尚未见证");
});

it("a_browser_that_refuses_workers_takes_longer_and_says_the_same", async () => {
  await page.addInitScript(() => {
    window.Worker = class {
      constructor() {
        throw new Error("refused");
      }
    } as unknown as typeof Worker;
  });
  await page.reload();
  expect(await verify(pack.tar)).toBe("证明成立，且已见证");
});

it("what_takes_long_shows_how_far_it_is_and_can_be_stopped", async () => {
  const long = join(freshFolder(), "long.mp4");
  writeFileSync(long, "");
  truncateSync(long, 600 * 1024 * 1024);
  await page.getByRole("radio", { name: "文件或事实" }).check();
  await page.getByLabel("被核验的文件：选择文件").setInputFiles(long);
  await page.getByLabel("证明文件", { exact: true }).and(page.locator("textarea")).fill(JSON.stringify({ n: 0, leaf: "x", hashes: [], checkpoint: "x", log_vkey: "x" }));
  await page.getByRole("button", { name: "开始核验" }).click();
  await page.getByText(/正在读取：[\d.]+ MB/).waitFor();
  await page.getByRole("button", { name: "停止" }).click();
  await page.getByRole("heading", { name: /结论.*已停止/ }).waitFor();
  expect(await page.getByRole("button", { name: "开始核验" }).isEnabled()).toBe(true);
});

it("a_package_cut_short_is_incomplete", async () => {
  expect(await verify(pack.tar.slice(0, pack.tar.length >> 1))).toBe("输入不全，不能得出结论");
});

it("a_policy_that_is_none_is_told_before_anything_is_read", async () => {
  await page.getByLabel("案卷包：选择文件").setInputFiles(file("包.tar", pack.tar));
  await page.getByLabel("信任策略", { exact: true }).fill("log x\n");
  await page.getByRole("button", { name: "开始核验" }).click();
  expect(await page.getByRole("alert").innerText()).toBe("信任策略第 1 行：日志公钥不正确。");
  expect(await page.locator(".answer").count()).toBe(0);
});

it("two_checkpoints_of_two_histories_are_a_fork_with_evidence", async () => {
  const [one, other] = [LOG.checkpoint(7, new Uint8Array(32).fill(1)), LOG.checkpoint(7, new Uint8Array(32).fill(2))];
  await page.getByRole("radio", { name: "检查点" }).check();
  await page.getByLabel("检查点", { exact: true }).and(page.locator("textarea")).fill(one);
  await page.getByLabel("另一个检查点").and(page.locator("textarea")).fill(other);
  await page.getByLabel("信任策略", { exact: true }).fill(LOG.vkey);
  await page.getByRole("button", { name: "开始核验" }).click();
  expect(await answer()).toContain("分叉");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "保存分叉证据" }).click();
  const text = readFileSync(await (await saved).path(), "utf8");
  expect(text).toContain(one.trim());
  expect(text).toContain(other.trim());
});

it("everything_can_be_done_with_the_keyboard", async () => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("radio", { name: "文件或事实" }).isChecked()).toBe(true);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("包.tar", { exact: true }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText(policy);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".answer .verdict.proven").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("结论：证明成立，且已见证");
});

it.each([
  ["wide", WIDE],
  ["phone", PHONE],
])("the_page_shuts_nobody_out_%s", async (_, size) => {
  await context.close();
  await open(size);
  const findings = async (): Promise<string[]> => {
    // The page's own policy lets no script in: axe comes through the debugger.
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } };
      const { violations } = await axe.run();
      return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
    });
  };
  const bad: string[] = [];
  for (const name of ["回执", "检查点", "整个日志", "文件或事实", "案卷包"]) {
    await page.getByRole("radio", { name }).check();
    bad.push(...(await findings()));
  }
  await verify(flipped("data/contents.json"));
  bad.push(...(await findings()));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  expect(bad).toEqual([]);
});

it("the_page_on_disk_is_one_file_that_asks_for_nothing", () => {
  const html = readFileSync(fileURLToPath(PAGE), "utf8");
  expect(html.length).toBeLessThan(300 * 1024);
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/(?:src|href)\s*=\s*["']?https?:/);
});
