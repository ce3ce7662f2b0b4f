/** Performance, closing, the case file, and the check outside. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { approveAccess, askAccess } from "./access";
import { kindOf } from "./catalogue";
import { type Matter, record } from "./records";

/** Arts. 12(三), 13. */
export async function close(matter: Matter): Promise<void> {
  await record(matter, "WS51");
  await record(matter, "WS59");
  const page = await matter.people.at("lihua");
  await page.goto(matter.href);
  await page.getByText("已结案").first().waitFor();
}

/** Arts. 20, 21: composed, packed, archived; then nothing more is written, and anybody can check. */
export async function archive(matter: Matter): Promise<void> {
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
  await dialog.getByLabel("档号").fill(`2026-XZCF-${matter.mark}`);
  await dialog.getByRole("button", { name: "归档", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("本案已归档").waitFor();
  await nothingMoreIsWritten(await matter.people.at("lihua"), matter);
  await checkOutside(page, matter);
}

async function nothingMoreIsWritten(page: Page, matter: Matter): Promise<void> {
  const kind = kindOf("WS14");
  await page.goto(`${matter.href}/records/new?kind=${kind.code}`);
  await page.getByRole("button", { name: "保存草稿" }).click();
  await page.getByRole("alert").filter({ hasText: "归档" }).waitFor();
}

/** Art. 24: the package leaves with the head's leave, and the program that trusts nobody checks it. */
async function checkOutside(page: Page, matter: Matter): Promise<void> {
  const take = page.getByRole("button", { name: "导出案卷包" });
  await take.hover();
  await page.getByText("须经机关负责人批准。请先申请复制").waitFor();
  await page.getByRole("button", { name: "申请复制案卷" }).click();
  const reason = `移送复议机关${matter.mark}`;
  await askAccess(page, "申请复制案卷", "行政复议或诉讼应诉", reason);
  await approveAccess(matter, reason);
  await page.reload();
  const [download] = await Promise.all([page.waitForEvent("download"), take.click()]);
  const file = join(process.env["LIUHEN_E2E_FOLDER"] ?? "", `package-${matter.mark}.tar`);
  await download.saveAs(file);
  const program = process.env["LIUHEN_PROGRAM"] ?? "";
  const told = await promisify(execFile)(`${program}-verify`, ["package", file]).then(
    () => 0,
    (error: { code: number }) => error.code,
  );
  expect([0, 10]).toContain(told);
  await checkInABrowser(page, file);
}

/** The page goes with the package: whoever gets both needs nothing of ours and no network. */
async function checkInABrowser(page: Page, file: string): Promise<void> {
  const link = page.getByRole("link", { name: "下载离线核验页" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const saved = file.replace(/\.tar$/, ".html");
  await download.saveAs(saved);
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser");
  const clerk = await browser.newContext({ offline: true });
  const outside = await clerk.newPage();
  await outside.goto(pathToFileURL(saved).href);
  await outside.getByLabel("案卷包：选择文件").setInputFiles(file);
  await outside.getByRole("button", { name: "开始核验" }).click();
  await outside.getByRole("heading", { name: /结论.*证明成立，尚未见证/ }).waitFor();
  await clerk.close();
}
