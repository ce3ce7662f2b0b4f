/** Who may look at footage, and when. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { approveAccess, askAccess } from "./access";
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
  const reason = `核对笔录与录像是否一致${matter.mark}`;
  await askAccess(page, "申请调阅", "核对笔录", reason, true);
  await approveAccess(matter, reason);

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
