/** Who may look at footage, and when. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Matter } from "./records";

/** Art. 24: no look without leave, the head gives it, and then the preview plays. */
export async function mayLook(matter: Matter, clip: string, after: string): Promise<void> {
  const page = await matter.people.at("wangqiang");
  await page.goto(`${matter.href}?tab=recordings`);
  await page.getByRole("link", { name: clip }).click();
  await page.getByText("您现在不能查看这段音像").waitFor();
  const recording = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const original = await page.request.post(`/api/v1/recordings/${recording}/view`, {
    headers: { "X-Requested-With": "liuhen", "Idempotency-Key": `look-${matter.mark}` },
    data: { original: true },
  });
  expect(original.status(), "the original is closed to those without leave").toBe(403);
  await page.getByRole("button", { name: "申请调阅" }).click();
  const form = page.getByRole("dialog", { name: "申请调阅" });
  await form.getByRole("radio", { name: "本案全部音像" }).check();
  await form.getByRole("button", { name: "核对笔录" }).click();
  await form.getByLabel(/^理由/).fill(`核对笔录与录像是否一致${matter.mark}`);
  await form.getByRole("button", { name: "申请调阅", exact: true }).click();
  await form.waitFor({ state: "hidden" });

  const head = await matter.people.at("zhouwei");
  await head.goto("/approvals");
  const slip = head.locator(".inbox-item").filter({ hasText: matter.title }).filter({ hasText: "调阅" });
  await slip.click();
  await head.getByText(`核对笔录与录像是否一致${matter.mark}`).first().waitFor();
  await head.getByRole("button", { name: "批准", exact: true }).click();
  await head.getByRole("dialog", { name: "批准调阅复制" }).getByRole("button", { name: "批准", exact: true }).click();
  await slip.waitFor({ state: "detached" });

  await page.reload();
  await play(page);
  // A codec this browser may not know is played from its preview all the same.
  await page.goto(`${matter.href}?tab=recordings`);
  await page.getByRole("link", { name: after }).click();
  await play(page);
}

async function play(page: Page): Promise<void> {
  await page.getByRole("button", { name: "播放预览" }).click();
  await page.locator("video").waitFor();
  await page.keyboard.press("k");
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.2);
}
