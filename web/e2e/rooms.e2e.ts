import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Art. 15: a keeper enters a room, calls it otherwise and closes it; cameras are fixed in rooms of the register. */
it("a_room_is_entered_renamed_and_closed", async () => {
  const { page } = await Visit.as(browser, "qianjin", PHONE);
  await page.goto("/devices");
  await page.getByRole("button", { name: "办案场所" }).click();
  await page.waitForURL("**/devices/rooms");
  await page.getByRole("region", { name: "二楼询问室" }).getByRole("link", { name: "GD-01" }).waitFor();
  await page.getByRole("button", { name: "登记场所" }).click();
  const dialog = page.getByRole("dialog", { name: "登记场所" });
  await dialog.getByRole("button", { name: "登记场所" }).click();
  await dialog.getByText("请填写：名称").waitFor();
  await dialog.getByLabel(/^名称/).fill("二楼询问室");
  await dialog.getByRole("button", { name: "登记场所" }).click();
  await dialog.getByText(/已有办案场所名为/).waitFor();
  await dialog.getByLabel(/^名称/).fill("临时询问室");
  await dialog.getByRole("button", { name: "登记场所" }).click();
  const room = page.getByRole("region", { name: "临时询问室" });
  await room.getByText("没有对应的固定摄像机").waitFor();
  await room.getByRole("button", { name: "改名" }).click();
  const rename = page.getByRole("dialog", { name: "改名" });
  await rename.getByLabel(/^名称/).fill("一楼临时询问室");
  await rename.getByRole("button", { name: "改名" }).click();
  const renamed = page.getByRole("region", { name: "一楼临时询问室" });
  await renamed.getByText("曾名：临时询问室").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await renamed.getByRole("button", { name: "停用" }).click();
  const close = page.getByRole("dialog", { name: /停用/ });
  await close.getByRole("button", { name: "改作他用" }).click();
  await close.getByRole("button", { name: /确\s*定/ }).click();
  await renamed.getByText(/停用：改作他用/).waitFor();

  // The camera's page says which room it looks at.
  await page.getByRole("link", { name: "GD-01" }).click();
  await page.getByText("对应的办案场所").waitFor();
  await page.getByText("二楼询问室").first().waitFor();
});

/** Whoever keeps no devices reads the register and changes nothing. */
it("an_officer_reads_the_rooms_and_changes_none", async () => {
  const { page } = await Visit.as(browser, "lihua");
  await page.goto("/devices/rooms");
  await page.getByRole("region", { name: "二楼询问室" }).waitFor();
  await page.getByRole("button", { name: "登记场所" }).focus();
  await page.getByText("设备管理员").first().waitFor();
  expect(await page.getByRole("button", { name: "改名" }).count()).toBe(0);
});
