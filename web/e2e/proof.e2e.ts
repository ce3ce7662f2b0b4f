import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const data = (): string => join(process.env["LIUHEN_E2E_FOLDER"] ?? "", "data");

/** Reads all stored bytes again, beside the running server. */
function scrub(): { damaged: { recording: string | null }[] } {
  const program = process.env["LIUHEN_PROGRAM"] ?? "liuhen";
  try {
    return JSON.parse(execFileSync(program, ["scrub", "--json", "--data", data()], { encoding: "utf8" }));
  } catch (error) {
    // Exit code 1: something is amiss, and the report says what.
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

interface Clip {
  recording_id: string;
  file_name: string;
}

async function originalOf(page: Page): Promise<Clip & { file: string }> {
  const reply = await page.request.get("/api/v1/recordings?limit=50");
  const { items } = (await reply.json()) as { items: Clip[] };
  const clip = items[0];
  if (clip === undefined) throw new Error("no recording");
  const one = (await (await page.request.get(`/api/v1/recordings/${clip.recording_id}`)).json()) as { sha256: string };
  return { ...clip, file: join(data(), "vault", "blobs", one.sha256.slice(0, 2), one.sha256.slice(2, 4), one.sha256) };
}

function overwrite(file: string, bytes: Buffer): void {
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
  chmodSync(file, 0o440);
}

/** Art. 24: a flipped bit is found, told with what to do, and gone from the list once the file is back. */
it("a_flipped_bit_is_told_in_the_proof_centre", async () => {
  const keeper = (await Visit.as(browser, "sunli")).page;
  await keeper.getByRole("link", { name: "存证中心" }).first().click();
  await keeper.waitForURL("**/proof");
  const findings = keeper.getByRole("region", { name: "未恢复的问题" });
  await findings.getByText("所有重读过的文件都与记载一致").waitFor();
  const replica = keeper.getByRole("region", { name: "副本", exact: true });
  await replica.getByText("没有配置副本").waitFor();
  await replica.getByText(/\[replica\]/).waitFor();
  const log = keeper.getByRole("region", { name: "日志", exact: true });
  await log.getByText(/签到第 \d+ 条/).waitFor();
  await keeper.getByRole("region", { name: "指标日报" }).getByText(/上级用镜像的叶子重算一遍/).waitFor();

  const clip = await originalOf(keeper);
  const whole = readFileSync(clip.file);
  const damaged = Buffer.from(whole);
  damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 1, damaged.length >> 1);
  overwrite(clip.file, damaged);
  try {
    expect(scrub().damaged.map((one) => one.recording)).toEqual([clip.recording_id]);
    await keeper.reload();
    const finding = findings.getByRole("listitem");
    await finding.getByText("原始资料与记载不一致").waitFor();
    await findings.getByText(/从备份取回该文件/).waitFor();
    await finding.getByRole("link", { name: clip.file_name }).click();
    await keeper.waitForURL(`**/av/${clip.recording_id}?tab=proof`);
  } finally {
    overwrite(clip.file, whole);
  }
  expect(scrub().damaged).toEqual([]);
  await keeper.goto("/proof");
  await findings.getByText("所有重读过的文件都与记载一致").waitFor();
  const rounds = keeper.getByRole("region", { name: "完成的核对" });
  await rounds.getByText(/有问题 1 件/).first().waitFor();
}, 120_000);

it("what_outsiders_verify_with_is_one_download", async () => {
  const supervisor = (await Visit.as(browser, "zhouwei", PHONE)).page;
  await supervisor.goto("/proof");
  const button = supervisor.getByRole("link", { name: "下载核验材料" });
  const [download] = await Promise.all([supervisor.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toBe("liuhen-verify.zip");
  const zip = readFileSync(await download.path());
  expect(zip.subarray(0, 2).toString()).toBe("PK");
  for (const name of ["log.vkey", "checkpoint.txt", "VERIFY.html"]) expect(zip.includes(name), name).toBe(true);
});

/** Who neither keeps nor oversees records has no such page. */
it("an_officer_is_refused_the_proof_centre", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  expect(await officer.getByRole("link", { name: "存证中心" }).count()).toBe(0);
  await officer.goto("/proof");
  await officer.getByRole("alert").first().waitFor();
  expect((await officer.request.get("/api/v1/proof/bundle")).status()).toBe(403);
});

/** Each time the page of a case is opened its facts are recomputed, and the page says so. */
it("a_case_says_that_its_facts_are_as_the_log_says", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  await officer.goto("/cases");
  await officer.locator("main a[href^='/cases/case_']").first().click();
  await officer.getByText(/本案 \d+ 条事实已重新计算，与日志一致/).waitFor();
});

/** Art. 24: whoever answers for the records has the whole log recomputed, and sees what came of it. */
it("the_whole_log_is_recomputed_on_demand", async () => {
  const keeper = (await Visit.as(browser, "sunli", PHONE)).page;
  await keeper.goto("/proof");
  const panel = keeper.getByRole("region", { name: "全部重算" });
  await panel.getByRole("button", { name: /全部重算|再次重算/ }).click();
  await panel.getByText(/全部 \d+ 条都与存储的一致/).waitFor();
  await panel.getByText(/每秒 \d+ 条/).waitFor();
});
