import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Another one each run, so that a story may be told twice to one county. */
const REASON = `听证前核对现场检查的起止时间（${Date.now()}）`;

/** Art. 24 para. 2. */
it("only_the_agency_head_opens_the_footage_to_a_reviewer", async () => {
  const reviewer = (await Visit.as(browser, "liufang")).page;
  await reviewer.goto(`/cases?q=${encodeURIComponent("康乐养生")}`);
  await reviewer.locator("main").getByRole("link", { name: /号$/ }).first().click();
  await reviewer.getByRole("tab", { name: "音像" }).click();
  await reviewer.getByRole("button", { name: "申请调阅" }).click();
  const form = reviewer.getByRole("dialog", { name: "申请调阅" });
  await form.getByRole("combobox", { name: "用途" }).fill("听证准备");
  await form.getByLabel("理由").fill(REASON);
  await form.getByRole("button", { name: "提交申请" }).click();
  const mine = reviewer.locator(".access-request").filter({ hasText: REASON });
  await mine.getByText("待批准").waitFor();
  // The one who asks has no key to decide.
  expect(await mine.getByRole("button").count()).toBe(0);

  const head = (await Visit.as(browser, "zhouwei")).page;
  await head.goto("/approvals");
  await head.locator(".inbox-item").last().click();
  await head.getByText(REASON).first().waitFor();
  await head.getByRole("button", { name: "批准", exact: true }).click();
  await head.getByRole("dialog", { name: "批准调阅复制" }).getByRole("button", { name: "批准", exact: true }).click();
  await head.getByText(REASON).first().waitFor({ state: "detached" });

  await reviewer.reload();
  await mine.getByText("已批准").waitFor();
  await mine.getByText(/有效至/).waitFor();
});
