import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Plans a visit that must be recorded throughout, and arrives. */
async function arrive(page: Page): Promise<void> {
  await page.goto("/acts");
  await page.getByRole("button", { name: "新建现场执法" }).click();
  const form = page.getByRole("dialog", { name: "新建现场执法" });
  await form.getByRole("textbox", { name: /^事项/ }).fill("对福源副食店的现场检查");
  await form.getByRole("combobox", { name: /^音像记录事项/ }).click();
  await page.getByTitle(/^现场检查 .*全程/).click();
  await form.getByRole("textbox", { name: /^地点/ }).fill("城关镇解放路90号");
  await form.getByRole("combobox", { name: /^执法人员/ }).click();
  await page.getByTitle(/^王强/).click();
  await page.keyboard.press("Escape");
  await form.getByRole("button", { name: "登记" }).click();
  await page.waitForURL(/\/acts\/act_/);
  await page.getByRole("button", { name: "到达现场" }).click();
  await page.getByRole("region", { name: "中止记录" }).waitFor();
}

/** Art. 19: one press when recording stops and one when it goes on, on a bad line too. */
it("an_interruption_is_noted_without_a_line_and_explains_nothing_by_itself", async () => {
  const { context, page } = await Visit.as(browser, "lihua", PHONE);
  await arrive(page);
  const panel = page.getByRole("region", { name: "中止记录" });

  await context.setOffline(true);
  await panel.getByRole("button", { name: "电量不足" }).click();
  await panel.getByRole("timer").getByText("录制已中止").waitFor();
  await panel.getByText("待发送").waitFor();
  await panel.getByText(/“因电量不足，录制自\d+时\d\d分中止/).waitFor();
  await context.setOffline(false);
  await panel.getByText("待发送").waitFor({ state: "detached" });
  await page.reload();
  await panel.getByRole("timer").waitFor();

  await panel.getByRole("button", { name: "恢复记录", exact: true }).click();
  await panel.getByText("恢复时已语音说明").waitFor();

  // It breaks off once more, and they leave: the page says what that means before they do.
  await panel.getByRole("button", { name: "设备损坏" }).click();
  // Presses are kept to the second, and a visit without any has nothing to record.
  await panel.getByRole("timer").getByText(/00:0[3-9]/).waitFor();
  await page.getByRole("button", { name: "离开现场" }).click();
  const leave = page.getByRole("dialog");
  await leave.getByText(/须书面说明/).waitFor();
  await leave.getByRole("button", { name: "离开现场" }).click();

  // The note is there with its gap; the gap stays open until it is explained, in writing.
  await page.getByText("离开时仍未恢复").waitFor();
  await page.getByText("待说明", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "说明中断" }).click();
  const dialog = page.getByRole("dialog", { name: "说明录制中断" });
  await dialog.getByText(/现场登记/).waitFor();
  expect(await dialog.getByRole("radio", { name: "书面说明" }).isChecked()).toBe(true);
  await dialog.getByRole("button", { name: "提交说明" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("有中断，已说明").waitFor();
});

/** Who was not there cannot tell what happened: the server refuses, and the page says why. */
it("an_agency_head_cannot_note_an_interruption", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  await arrive(officer);
  const head = (await Visit.as(browser, "zhouwei")).page;
  await head.goto(new URL(officer.url()).pathname);
  await head.getByRole("region", { name: "中止记录" }).getByRole("button", { name: "设备故障" }).click();
  await head.getByText(/「中止记录」未被接受/).waitFor();
  expect(await head.getByRole("timer").count()).toBe(0);
});
