import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { kindOf } from "./main-story/catalogue";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const KIND = "WS09";
const TITLE = "询问通知书";

/** What other stories show on the screen goes the short way here. */
async function send(page: Page, path: string, data: object): Promise<{ id: string }> {
  const headers = { "X-Requested-With": "liuhen", "Idempotency-Key": randomUUID() };
  const answer = await page.request.post(`/api/v1${path}`, { headers, data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

async function read<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(`/api/v1${path}`);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** An interview notice of the open case, signed by the head of the division; answers its path. */
async function notice(officer: Page, head: Page): Promise<string> {
  await officer.goto(`/cases?q=${encodeURIComponent("未经检定的计量器具")}`);
  await officer.locator("main a[href^='/cases/case_']").first().click();
  await officer.waitForURL(/\/cases\/case_/);
  const href = new URL(officer.url()).pathname;
  const { fields } = await read<{ fields: Record<string, unknown> }>(officer, `${href}/prefill?kind=${KIND}`);
  const case_ = await read<{ officers: { officer_id: string }[] }>(officer, href);
  const own = {
    addressee_name: "陈老板",
    cause: "涉嫌使用未经检定的计量器具案",
    interview_at: new Date(Date.now() + 3 * 86_400_000).toISOString(),
    place: "本局二楼询问室",
    bring_along: "营业执照副本",
    contact_officers: case_.officers.map((one) => one.officer_id),
    contact_phone: "0999-5550100",
    contact_address: "政通路6号",
  };
  const made = await send(officer, `${href}/records`, { kind: KIND, fields: { ...fields, ...own }, corrects: null, activity: null });
  const path = `${href}/records/${made.id}`;
  await send(officer, `${path}/submit`, {});
  await send(head, `${path}/sign`, { slot: "division_head", opinion: "同意。" });
  return path;
}

/** Arts. 8, 12: asked for by whoever wrote it, agreed to by the head, and kept in the register for good. */
it("a_number_is_voided_with_a_second_hand_and_kept_in_the_register", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  const head = (await Visit.as(browser, "chenjun")).page;
  const path = await notice(officer, head);
  const { summary } = await read<{ summary: { doc_no: string } }>(officer, path);

  await officer.goto(path);
  await officer.getByRole("heading", { name: TITLE }).getByText("已生效").waitFor();
  await officer.getByRole("button", { name: "作废", exact: true }).click();
  const dialog = officer.getByRole("dialog", { name: "提出作废这份文书？" });
  await dialog.getByRole("button", { name: "提出作废" }).click();
  await dialog.getByText("请填写原因").or(dialog.getByRole("alert")).first().waitFor();
  const reason = `当事人信息有误（${Date.now()}）`;
  await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: "提出作废" }).click();
  await officer.getByText(/已提出作废，等待承办机构负责人批准/).first().waitFor();
  expect(await officer.getByRole("button", { name: "批准作废" }).count()).toBe(0);

  await head.goto("/approvals");
  await head.locator(".inbox-item").filter({ hasText: "作废文号" }).last().click();
  await head.getByText(reason).first().waitFor();
  await head.getByRole("region", { name: "审批单" }).getByText(summary.doc_no).waitFor();
  await head.getByRole("button", { name: "批准作废" }).click();
  await head.getByText(reason).first().waitFor({ state: "detached" });

  // The record stays readable, marked; the case lists its number struck out.
  await officer.reload();
  await officer.getByText(`已作废：文号 ${summary.doc_no} 不再使用。`).waitFor();
  await officer.locator(".pdf-stamp").getByText("作废").waitFor();
  await officer.goto(`${path.slice(0, path.indexOf("/records/"))}?tab=records`);
  await officer.locator("del").getByText(summary.doc_no).waitFor();

  const keeper = (await Visit.as(browser, "sunli")).page;
  await keeper.goto("/doc-numbers");
  await keeper.getByRole("button", { name: /^询通/ }).click();
  const row = keeper.getByRole("row").filter({ hasText: summary.doc_no });
  await row.getByText(`作废原因：${reason}`).waitFor();
  await keeper.getByRole("button", { name: /^询通/ }).getByText("连续无缺号").waitFor();
  const [table] = await Promise.all([keeper.waitForEvent("download"), keeper.getByRole("link", { name: "导出本年登记簿（CSV）" }).click()]);
  expect(table.suggestedFilename()).toMatch(/^doc-numbers-\d{4}\.csv$/);

  // The register is not for whoever handles cases.
  await officer.goto("/doc-numbers");
  await officer.getByRole("alert").getByText(/资料管理员/).waitFor();
});

/** Art. 12(一): what was served has no way back but another instrument, and the key says so. */
it("a_served_instrument_is_not_voided", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  await officer.goto(`/cases?q=${encodeURIComponent("虚假广告")}`);
  await officer.locator("main a[href^='/cases/case_']").first().click();
  await officer.getByRole("tab", { name: /文书/ }).click();
  await officer.getByRole("link", { name: "行政处罚事先告知书" }).click();
  const key = officer.getByRole("button", { name: /作\s?废$/ });
  await key.focus();
  await officer.getByText(/已于.*送达，当事人已经知道它的内容，不能作废/).first().waitFor();
  expect(await key.getAttribute("aria-disabled")).toBe("true");
});

/** The law's day stands; the agency's own comes before it, for matters that begin later. */
it("an_internal_limit_is_the_third_day_and_never_looser", async () => {
  const head = (await Visit.as(browser, "zhouwei")).page;
  await head.goto("/law?tab=agency");
  const panel = head.getByRole("region", { name: "内部时限" });
  await panel.getByRole("combobox", { name: /另设内部时限/ }).fill("五日内受理");
  await head.locator(".ant-select-item-option").filter({ hasText: "五日内受理" }).first().click();
  const basis = panel.getByRole("textbox", { name: "书面依据" });
  const submit = panel.getByRole("button", { name: /^选\s?定$/ });
  await panel.getByRole("radio", { name: "另定更短的期限" }).check();
  await panel.getByLabel("数量").fill("6");
  await basis.fill(`《许可受理内部时限规定》（${Date.now()}）`);
  await submit.click();
  await panel.getByText(/不严于.*第32条/).waitFor();
  await panel.getByRole("radio", { name: "比法定期限提前" }).check();
  await panel.getByLabel("数量").fill("2");
  await submit.click();
  await panel.getByText("内部：法定期限届满前2个工作日").waitFor();

  const officer = (await Visit.as(browser, "lihua", PHONE)).page;
  const { officer: me } = await read<{ officer: { officer_id: string; agency_id: string } }>(officer, "/session");
  const { items } = await read<{ items: { officer_id: string; name: string }[] }>(officer, `/officers?agency_id=${me.agency_id}`);
  const wang = items.find((one) => one.name === "王强")?.officer_id;
  const party = { kind: "organisation", name: "清河县晨光面点铺", id_no: null, address: null, phone: null, legal_representative: null };
  const source = { kind: "other", provider: null, provider_contact: null, confidential: false, received_at: new Date(Date.now() - 3_600_000).toISOString(), summary: "申请食品经营许可" };
  const made = await send(officer, "/cases", { act_kind: "licensing", procedure: "ordinary", title: "食品经营许可（面点）申请", source, party, division_id: null, officers: [me.officer_id, wang] });
  // The day an application came in starts the five days.
  const kind = kindOf("WS64");
  const fields = { ...kind.example, party_name: party.name, received_on: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) };
  const application = await send(officer, `/cases/${made.id}/records`, { kind: kind.code, fields, corrects: null, activity: null });
  const path = `/cases/${made.id}/records/${application.id}`;
  await send(officer, `${path}/submit`, {});
  await send(officer, `${path}/party-signature`, { slot: "party", name: "周启明", refused: null });
  await officer.goto(`/cases/${made.id}?tab=deadlines`);
  const clock = officer.getByRole("listitem").filter({ hasText: "五日内受理" }).first();
  await clock.getByText(/^内部 .*（法定期限届满前2个工作日）$/).waitFor();
  await clock.getByText(/^截止 /).waitFor();
  await clock.getByText(/内部时限剩/).waitFor();
  expect(await clock.getByText(/逾期/).count()).toBe(0);
});
