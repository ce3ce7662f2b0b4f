/** Leave to look or copy: somebody asks, the agency head decides (Art. 24 para. 2). */
import type { Page } from "playwright-core";
import type { Matter } from "./records";

/** Fills the dialog that is open and sends it. */
export async function askAccess(page: Page, title: string, purpose: string, reason: string, all = false): Promise<void> {
  const form = page.getByRole("dialog", { name: title });
  if (all) await form.getByRole("radio", { name: "本案全部音像" }).check();
  await form.getByRole("combobox", { name: "用途" }).fill(purpose);
  await form.getByLabel("理由").fill(reason);
  await form.getByRole("button", { name: "提交申请" }).click();
  await form.waitFor({ state: "hidden" });
}

/** The head finds the only request of the case and lets it through. */
export async function approveAccess(matter: Matter, reason: string): Promise<void> {
  const head = await matter.people.at("zhouwei");
  await head.goto("/approvals");
  const slip = head.locator(".inbox-item").filter({ hasText: matter.title }).filter({ hasText: "调阅" });
  await slip.click();
  await head.getByText(reason).first().waitFor();
  await head.getByRole("button", { name: "批准", exact: true }).click();
  await head.getByRole("dialog", { name: "批准调阅复制" }).getByRole("button", { name: "批准", exact: true }).click();
  await slip.waitFor({ state: "detached" });
}
