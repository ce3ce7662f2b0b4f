/** Notice, opinion, legal review, discussion, decision. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Matter, record, serve } from "./records";

/** Arts. 10(九), 11: nothing is decided before notice, review and discussion. */
export async function decide(matter: Matter): Promise<void> {
  await record(matter, "WS33");
  await record(matter, "WS34");
  await serve(matter, await record(matter, "WS36"), "行政处罚事先告知书");
  await tooEarly(await matter.people.at("lihua"), matter);
  await record(matter, "WS35", { conclusion: "通过" });
  // Two heads discuss, and each who attended signs (penalty law, Art. 57).
  const attendees = [
    { name: "周伟", post: "局长" },
    { name: "林海", post: "副局长" },
  ];
  await record(matter, "WS43", { attendees });
  await record(matter, "WS44");
  const decision = await record(matter, "WS46");
  await openThePages(await matter.people.at("lihua"), decision);
  await serve(matter, decision, "行政处罚决定书");
}

/** Art. 11(三): what is missing is said with its article, before anybody writes a word. */
async function tooEarly(page: Page, matter: Matter): Promise<void> {
  await page.goto(matter.href);
  await page.getByRole("button", { name: "更多办理" }).click();
  const blocked = page.getByRole("dialog").getByRole("listitem").filter({ hasText: "制作《行政处罚决定书》" });
  await blocked.getByText("法制审核通过后才能作出决定").waitFor();
  await blocked.getByText("本办法第11条第(三)项").first().waitFor();
  expect(await page.getByRole("button", { name: "制作《行政处罚决定书》" }).getAttribute("aria-disabled")).toBe("true");
}

async function openThePages(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("link", { name: "在新窗口打开" }).waitFor();
  await page.locator('iframe[title="行政处罚决定书"]').waitFor();
  const pdf = await page.request.get(`/api/v1${path}/pdf`);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
}
