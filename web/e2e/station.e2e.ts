import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const url = (path: string) => `${process.env["LIUHEN_URL"] ?? ""}/api/v1${path}`;
const publicHex = (key: KeyObject) => key.export({ type: "spki", format: "der" }).subarray(-32).toString("hex");

async function say(method: string, path: string, body: unknown, token?: string): Promise<Record<string, string>> {
  const headers: Record<string, string> = { "content-type": "application/json", "x-requested-with": "liuhen" };
  if (token) headers["authorization"] = `Bearer ${token}`;
  const reply = await fetch(url(path), { method, headers, body: JSON.stringify(body) });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Record<string, string>;
}

/** Art. 22: a station is registered by its key, speaks, and is seen at work; an officer registers none. */
it("a_keeper_registers_a_station_and_sees_it_at_work", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const name = `采集站${Date.now() % 100_000}`;
  const keeper = (await Visit.as(browser, "qianjin")).page;
  await keeper.goto("/stations");
  await keeper.getByRole("button", { name: "登记采集站" }).click();
  const dialog = keeper.getByRole("dialog", { name: "登记采集站" });
  await dialog.getByLabel("名称").fill(name);
  await dialog.getByLabel("位置").fill("一楼大厅");
  await dialog.getByLabel("公钥").fill("不是公钥");
  await dialog.getByRole("button", { name: "登记采集站" }).click();
  await dialog.getByText("应为 64 位小写十六进制").waitFor();
  await dialog.getByLabel("公钥").fill(publicHex(publicKey));
  await dialog.getByRole("button", { name: "登记采集站" }).click();
  await keeper.waitForURL(/\/stations\/station_/);
  // The wall stays until the station's own page is there.
  await keeper.getByText("liuhen-dock key pin").waitFor();
  await keeper.getByText("从未连接").waitFor();
  await keeper.getByText("没有对应登记簿中的设备").waitFor();
  await keeper.getByRole("button", { name: "对应设备" }).click();
  const naming = keeper.getByRole("dialog", { name: "对应设备" });
  await naming.getByRole("combobox").click();
  await keeper.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByText("CJ-01").click();
  await naming.getByRole("button", { name: "对应设备" }).click();
  // One device is one station.
  await naming.getByText("该设备已登记为采集站“1号采集站”").waitFor();
  await naming.getByRole("button", { name: "取消" }).click();
  const station = new URL(keeper.url()).pathname.split("/").pop() ?? "";

  const { challenge = "" } = await say("POST", "/station/challenge", { station_id: station });
  const signature = sign(null, Buffer.from(`liuhen-station-login/v1\n${challenge}\n`), privateKey).toString("hex");
  const { token = "" } = await say("POST", "/station/session", { challenge, signature });
  const bay = { bay: "1号仓", state: "trouble", serial_no: "DSJ0007", files: 3, deposited: 2, bytes: 300, sent_bytes: 200 };
  const trouble = { file_name: "空.mp4", bay: "1号仓", what: "空文件（0 字节）：留在设备上" };
  const status = { version: "e2e", station_time: new Date().toISOString(), waiting: 1, waiting_bytes: 100, bays: [bay], troubles: [trouble] };
  await say("PUT", "/station/status", status, token);

  await keeper.reload();
  await keeper.getByText("在线", { exact: true }).first().waitFor();
  await keeper.getByText("空文件（0 字节）").waitFor();

  const officer = (await Visit.as(browser, "lihua", PHONE)).page;
  await officer.goto("/stations");
  const tile = officer.getByRole("article", { name });
  await tile.getByText("有文件需要处理").waitFor();
  expect(await officer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await officer.getByRole("button", { name: "登记采集站" }).focus();
  await officer.getByText("设备管理员").first().waitFor();
  expect(await officer.getByRole("dialog", { name: "登记采集站" }).count()).toBe(0);
});
