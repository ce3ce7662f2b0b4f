import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const FIRST = "LM-90551_0001.mp4";
const SECOND = "LM-90551_0002.mp4";
const rowOf = (page: Page, name: string) => page.getByRole("listitem").filter({ has: page.getByRole("button", { name: new RegExp(name) }) });

/** Takes a link back through the recording's page, so that the next story finds it waiting. */
async function unlink(page: Page, name: string): Promise<void> {
  await page.goto("/av?mine=true");
  await page.getByRole("link", { name }).first().click();
  await page.getByRole("tab", { name: "关联" }).click();
  await page.getByRole("button", { name: "撤销关联" }).click();
  const dialog = page.getByRole("dialog", { name: "撤销关联" });
  await dialog.getByRole("button", { name: "撤销关联" }).click();
  await dialog.getByText("请填写理由").or(dialog.getByRole("alert")).first().waitFor();
  await dialog.getByRole("button", { name: "时间换算有误" }).click();
  await dialog.getByRole("button", { name: "撤销关联" }).click();
  await page.getByText("已撤销关联").first().waitFor();
}

/** What waits is proposed with its reasons, and linked with keys alone; the link tells why, and can be taken back. */
it("what_waits_is_linked_by_keys_and_taken_back", async () => {
  const { page } = await Visit.as(browser, "zhaomin");
  await page.goto("/match?mine=true");
  await page.getByText("关联方式：").waitFor();
  const row = rowOf(page, FIRST);
  await row.getByText(/已超|还剩/).waitFor();
  await row.getByRole("button", { name: new RegExp(FIRST) }).click();
  await page.getByText("同一执法人员：录制时设备由赵敏领用").first().waitFor();
  await page.getByText("时间重叠 100%").first().waitFor();
  await page.getByRole("link", { name: "对东门早市的日常检查" }).first().waitFor();

  // Picked by X, linked by B; the other by Enter.
  await row.getByRole("button", { name: new RegExp(FIRST) }).focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "批量关联 1 段" }).waitFor();
  await page.keyboard.press("b");
  await page.getByText("已关联 1 段").first().waitFor();
  const second = page.getByRole("button", { name: new RegExp(SECOND) });
  await second.focus();
  await second.click();
  await page.keyboard.press("Enter");
  await page.getByText("已关联 1 段").nth(1).or(page.getByText("已关联 1 段")).first().waitFor();
  await page.getByRole("button", { name: new RegExp(SECOND) }).waitFor({ state: "detached" });

  await page.goto("/av?mine=true");
  await page.getByRole("link", { name: FIRST }).first().click();
  await page.getByRole("tab", { name: "关联" }).click();
  await page.getByText("赵敏关联").waitFor();
  await page.getByText("时间重叠 100%").first().waitFor();
  for (const name of [FIRST, SECOND]) await unlink(page, name);
  await page.goto("/match?mine=true");
  await rowOf(page, FIRST).waitFor();
});

/** A keeper narrows what waits to one person and one device, by hand and by key; both stand in the address. */
it("what_waits_is_narrowed_to_a_holder_and_a_device", async () => {
  const { page } = await Visit.as(browser, "qianjin");
  await page.goto("/match");
  const row = rowOf(page, FIRST);
  await row.getByRole("button", { name: new RegExp(FIRST) }).click();
  const all = await page.getByRole("listitem").filter({ has: page.locator("[data-match-row]") }).count();
  await page.getByRole("button", { name: "只看赵敏" }).click();
  await page.waitForURL(/holder_id=/);
  await rowOf(page, SECOND).waitFor();
  await page.getByRole("button", { name: "清除筛选" }).click();
  await page.waitForURL((url) => !url.search.includes("holder_id"));

  // By key: F, then the name of the device.
  await row.getByRole("button", { name: new RegExp(FIRST) }).focus();
  await page.keyboard.press("f");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "领用人");
  await page.getByRole("combobox", { name: "设备" }).fill("ZFY-004");
  await page.getByTitle(/^ZFY-004/).click();
  await page.waitForURL(/device_id=/);
  await rowOf(page, FIRST).waitFor();
  const some = await page.getByRole("listitem").filter({ has: page.locator("[data-match-row]") }).count();
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThanOrEqual(all);
  await page.reload();
  await page.getByTitle(/^ZFY-004/).first().waitFor();
  // A device without anything that waits says so, and not that all is done.
  await page.getByRole("combobox", { name: "设备" }).fill("ZFY-001");
  await page.getByTitle(/^ZFY-001/).first().click();
  await page.getByRole("combobox", { name: "领用人" }).fill("赵敏");
  await page.getByTitle("赵敏").first().click();
  await page.getByText("没有符合筛选条件的音像。").waitFor();
});

/** What shows no enforcement takes two people: on a phone it is said, at a desk a second person agrees, and it is taken back. */
it("no_enforcement_takes_a_second_person", async () => {
  const { page } = await Visit.as(browser, "zhaomin", PHONE);
  await page.goto("/match?mine=true");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await rowOf(page, SECOND).getByRole("button", { name: new RegExp(SECOND) }).click();
  await page.getByRole("button", { name: "标为非执法活动" }).click();
  const dialog = page.getByRole("dialog", { name: "标为非执法活动" });
  await dialog.getByRole("button", { name: "标为非执法活动" }).click();
  await dialog.getByText(/请填写：录的是什么、理由/).waitFor();
  await dialog.getByRole("combobox", { name: /录的是什么/ }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "试机、误触" }).click();
  await dialog.getByLabel(/^理由/).fill("出发前试机");
  await dialog.getByRole("button", { name: "标为非执法活动" }).click();
  await page.getByText("已标记，等另一人确认").waitFor();

  const keeper = (await Visit.as(browser, "qianjin")).page;
  await keeper.goto("/match?standing=proposed");
  await rowOf(keeper, SECOND).getByRole("button", { name: new RegExp(SECOND) }).click();
  await keeper.getByText("出发前试机").first().waitFor();
  await keeper.getByRole("button", { name: "确认非执法活动" }).click();
  await keeper.getByText("已确认为非执法活动").waitFor();
  await keeper.goto("/match?standing=confirmed");
  await rowOf(keeper, SECOND).getByRole("button", { name: new RegExp(SECOND) }).click();
  await keeper.getByRole("button", { name: "撤销标记，退回未分类" }).click();
  const back = keeper.getByRole("dialog", { name: "退回未分类" });
  await back.getByLabel(/^理由/).fill("后半段是检查");
  await back.getByRole("button", { name: "确 定" }).or(back.getByRole("button", { name: "确定" })).first().click();
  await keeper.getByText("已退回未分类").waitFor();
});

/** Only the head chooses how much is left to the machine. */
it("an_officer_does_not_choose_how_much_is_left_to_the_machine", async () => {
  const { page } = await Visit.as(browser, "zhaomin");
  await page.goto("/match");
  await page.getByRole("button", { name: "更改关联方式" }).focus();
  await page.getByText("机关负责人").first().waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  const head = (await Visit.as(browser, "zhouwei")).page;
  await head.goto("/match");
  await head.getByRole("button", { name: "更改关联方式" }).click();
  const dialog = head.getByRole("dialog", { name: "更改关联方式" });
  await dialog.getByText("无歧义时自动关联", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "更改关联方式" }).click();
  await dialog.getByText("请填写：依据的内部规定").waitFor();
});
