import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Plans a visit of Li Hua and Wang Qiang. */
async function plan(page: Page, title: string): Promise<void> {
  await page.goto("/acts");
  await page.getByRole("button", { name: "新建现场执法" }).click();
  const form = page.getByRole("dialog", { name: "新建现场执法" });
  await form.getByRole("textbox", { name: /^事项/ }).fill(title);
  await form.getByRole("combobox", { name: /^音像记录事项/ }).click();
  await page.getByTitle(/^现场检查 .*全程/).click();
  await form.getByRole("textbox", { name: /^地点/ }).fill("城关镇解放路90号");
  await form.getByRole("combobox", { name: /^执法人员/ }).click();
  await page.getByTitle(/^王强/).click();
  await page.keyboard.press("Escape");
  await form.getByRole("button", { name: "登记" }).click();
  await page.waitForURL(/\/acts\/act_/);
}

const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

/** Art. 10(一): somebody is called off on site; one alone may not stay, and who came and left stays to be read. */
it("an_officer_is_called_off_and_two_remain", async () => {
  const { page } = await Visit.as(browser, "lihua", PHONE);
  await plan(page, "对永兴杂货店的现场检查");
  await page.getByRole("button", { name: "到达现场" }).click();
  await page.getByRole("region", { name: "中止记录" }).waitFor();
  await page.getByRole("button", { name: "更换执法人员" }).click();
  const dialog = page.getByRole("dialog", { name: "更换执法人员" });
  await dialog.locator(".ant-select-selection-item").filter({ hasText: "王强" }).locator(".ant-select-selection-item-remove").click();
  await dialog.getByRole("button", { name: "更换执法人员" }).click();
  await dialog.getByText(/请填写：不少于两名执法人员/).waitFor();
  await dialog.getByRole("combobox", { name: /变动以后的执法人员/ }).click();
  await page.getByTitle(/^赵敏/).click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "另有紧急任务" }).click();
  await dialog.getByRole("button", { name: "更换执法人员" }).click();
  await page.getByText("已登记执法人员变动").waitFor();
  const panel = page.getByRole("region", { name: "执法人员变动" });
  await panel.getByText("加入：赵敏，退出：王强").waitFor();
  expect(await wide(page)).toBeLessThanOrEqual(PHONE.width);

  // It was planned for another day: cancelled, with the reason, and nothing goes on.
  await page.getByRole("button", { name: "取消活动" }).click();
  const cancel = page.getByRole("dialog", { name: "取消活动" });
  await cancel.getByText(/确实到过现场的不要取消/).waitFor();
  await cancel.getByRole("button", { name: "取消活动" }).click();
  await cancel.getByText("请填写：理由").waitFor();
  await cancel.getByRole("button", { name: "登记有误" }).click();
  await cancel.getByRole("button", { name: "取消活动" }).click();
  const banner = page.getByRole("region", { name: "本次活动已取消" });
  await banner.getByText("登记有误").waitFor();
  await page.getByText("已取消", { exact: true }).first().waitFor();
  expect(await page.getByRole("button", { name: "更换执法人员" }).count()).toBe(0);
  expect(await page.getByRole("region", { name: "中止记录" }).count()).toBe(0);
  await page.goto("/match?standing=cancelled");
  await page.getByText("没有音像关联在已取消的活动上。").waitFor();
});

/** Art. 23: work whose recordings are evidence cannot be cancelled, and whoever takes no part cannot at all. */
it("what_is_no_ones_to_cancel_says_so", async () => {
  const { page } = await Visit.as(browser, "lihua");
  await plan(page, "对顺达商行的现场检查");
  const address = page.url();
  const chief = (await Visit.as(browser, "zhouwei")).page;
  await chief.goto(address);
  await chief.getByRole("button", { name: "取消活动" }).focus();
  await chief.getByText(/执法人员/).first().waitFor();
  expect(await chief.getByRole("dialog").count()).toBe(0);
  await page.getByRole("button", { name: "取消活动" }).click();
  const cancel = page.getByRole("dialog", { name: "取消活动" });
  await cancel.getByRole("button", { name: "检查改期" }).click();
  await cancel.getByRole("button", { name: "取消活动" }).click();
  await page.getByRole("region", { name: "本次活动已取消" }).getByText("检查改期").waitFor();
});
