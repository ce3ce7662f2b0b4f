/**
 * The other acts of Art. 2 from registration to archive: summary penalty, inspection, licensing,
 * compulsory measure, enforcement, levy and requisition. What may not be done yet names its article.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { kindOf, type Values } from "./main-story/catalogue";
import { choose } from "./main-story/form";
import { People } from "./main-story/people";
import { type Matter, record, serve } from "./main-story/records";
import { openBrowser } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const MARK = String(Date.now()).slice(-6);
/** What the screens have shown once need not be shown again by the next act. */
const shown = new Set<string>();
const LIMIT_MS = 300_000;

/** Art. 9: the process is chosen first, and says what falls away in it. */
async function register(process: string, cause: string): Promise<Matter> {
  const people = new People(browser);
  const page = await people.at("lihua");
  const title = `${cause}${MARK}`;
  await page.goto("/cases/new");
  await choose(page, page.getByRole("combobox", { name: "办理程序" }), process);
  await choose(page, page.getByRole("combobox", { name: "来源类别" }), "检查发现");
  await page.getByLabel("内容摘要").fill(`${cause}，材料见附件。`);
  await page.getByLabel("姓名（名称）").fill("清河县启明小吃店");
  await page.getByLabel("统一社会信用代码").fill("92330199MA0QMXC28P");
  await page.getByRole("main").getByLabel("案由").fill(title);
  await choose(page, page.getByRole("combobox", { name: "承办人" }), "王强");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.waitForURL(/\/cases\/case_/);
  await page.getByRole("heading", { name: title }).waitFor();
  const href = new URL(page.url()).pathname;
  return { people, mark: MARK, place: "清河县安澜街道灯市路26号", href, title, partyName: "周启明", shown };
}

/** A blocked step says which article and what is missing. */
async function cannotYet(matter: Matter, title: string): Promise<void> {
  const page = await matter.people.at("lihua");
  await page.goto(matter.href);
  await page.getByRole("button", { name: "更多办理" }).click();
  const blocked = page.getByRole("dialog").locator(".step-blocked").filter({ hasText: title });
  expect(await blocked.locator(".article").first().innerText()).toMatch(/第.+条/);
  await page.keyboard.press("Escape");
}

/** The process as the page shows it: every step done or struck out with its reason. */
async function processDone(page: Page, matter: Matter): Promise<void> {
  await page.goto(`${matter.href}?tab=process`);
  await page.locator(".process-step").first().waitFor();
  expect(await page.locator(".process-open").count()).toBe(0);
  for (const struck of await page.locator(".process-struck").all()) expect(await struck.innerText()).toContain("理由：");
}

async function served(matter: Matter, code: string, given: Values = {}): Promise<void> {
  const path = await record(matter, code, given);
  await serve(matter, path, kindOf(code).title);
}

/** Arts. 13, 20, 21. */
async function closeAndArchive(matter: Matter): Promise<void> {
  await record(matter, "WS59", { ground: "其他" });
  const officer = await matter.people.at("lihua");
  await processDone(officer, matter);
  const page = await matter.people.at("sunli");
  await page.goto("/archive");
  await page.getByRole("link").filter({ hasText: matter.title }).click();
  await page.getByRole("button", { name: "确认卷内目录" }).click();
  const compose = page.getByRole("dialog", { name: "确认卷内目录" });
  await compose.getByRole("button", { name: "确认卷内目录" }).click();
  await compose.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "制作案卷包" }).click();
  await page.getByText("验证通过，尚未见证").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "归档", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "归档" });
  await dialog.getByLabel("档号").fill(`2026-${matter.href.slice(-6)}`);
  await dialog.getByRole("button", { name: "归档", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("本案已归档").waitFor();
}

it("a_fine_on_the_spot_needs_no_filing_and_no_review", async () => {
  const matter = await register("行政处罚（简易程序）", "未明码标价案");
  await cannotYet(matter, "结案审批表");
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await record(matter, "WS45");
  await closeAndArchive(matter);
}, LIMIT_MS);

it("an_inspection_is_approved_and_ends_with_its_result", async () => {
  const matter = await register("行政检查", "餐饮服务日常检查");
  await cannotYet(matter, "行政检查结果告知书");
  await record(matter, "WS06");
  await served(matter, "WS07");
  await record(matter, "WS08");
  await served(matter, "WS73", { result: "未发现违法行为", minutes: "现场检查" });
  await closeAndArchive(matter);
}, LIMIT_MS);

it("a_licence_goes_from_its_application_to_the_archive", async () => {
  const matter = await register("行政许可", "食品经营许可申请");
  await cannotYet(matter, "结案审批表");
  await record(matter, "WS64");
  await served(matter, "WS65", { application: "申请书", result: "受理", accepted_on: Date.now() });
  await record(matter, "WS67");
  await record(matter, "WS34");
  await served(matter, "WS68", { application: "申请书" });
  await closeAndArchive(matter);
}, LIMIT_MS);

it("a_seizure_is_approved_decided_and_released", async () => {
  const matter = await register("行政强制措施", "扣押移动式转换器");
  await cannotYet(matter, "结案审批表");
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await record(matter, "WS26");
  await served(matter, "WS27");
  await record(matter, "WS29", { decision: "决定书" });
  await record(matter, "WS28", { decision: "决定书" });
  await served(matter, "WS31", { decision: "决定书" });
  await closeAndArchive(matter);
}, LIMIT_MS);

it("a_levy_is_filed_decided_and_compensated", async () => {
  const matter = await register("行政征收", "征收拓宽范围内附着物");
  await cannotYet(matter, "结案审批表");
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await record(matter, "WS02");
  await record(matter, "WS08");
  await record(matter, "WS11");
  await record(matter, "WS33", { discretion_tier: "不涉及裁量", major: false });
  await record(matter, "WS34");
  const heads = [
    { name: "周伟", post: "局长" },
    { name: "林海", post: "副局长" },
  ];
  await record(matter, "WS43", { attendees: heads });
  await served(matter, "WS69", { document: "征收决定书" });
  await served(matter, "WS69", {
    document: "补偿记录",
    decision: "征收",
    compensation_basis: "按评估报告",
    compensation_fen: 1_200_000,
    paid_on: Date.now(),
    payment: "银行转账，凭证号0012",
    receiver: "周启明",
  });
  await closeAndArchive(matter);
}, LIMIT_MS);
