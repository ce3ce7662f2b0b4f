/** What an investigation writes: on site, questioning, preservation, sampling, sealing, evidence. */
import { kindOf } from "./catalogue";
import { DAY_MS } from "./form";
import { mayLook } from "./looking";
import type { Seen } from "./on-site";
import { type Matter, record, serve, sign, submit } from "./records";

/** Art. 10: every record of the investigation, each signed by those it belongs to. */
export async function investigate(matter: Matter, { href, clip, after }: Seen): Promise<void> {
  const page = await matter.people.at("lihua");
  const onSite = kindOf("WS08");
  await page.goto(href);
  await page.getByRole("button", { name: "制作现场检查笔录" }).click();
  const given = { recording: clip };
  await sign(matter, onSite, await submit(page, onSite, given));
  await mayLook(matter, clip, after);
  await record(matter, "WS10", { started_at: Date.now() - 1_800_000, ended_at: Date.now() - 600_000 });
  await preserve(matter);
  await serve(matter, await record(matter, "WS21"), "抽样取证凭证");
  await sealUp(matter, clip);
  await copyAsEvidence(matter, clip);
}

/** Art. 10(七): approved first, then done, then disposed of. */
async function preserve(matter: Matter): Promise<void> {
  await record(matter, "WS18");
  await serve(matter, await record(matter, "WS19", { until_on: Date.now() + 7 * DAY_MS }), "先行登记保存证据通知书");
  await serve(matter, await record(matter, "WS20", { notice: "先行登记保存证据通知书" }), "先行登记保存证据处理决定书");
}

/** Art. 10(八). */
async function sealUp(matter: Matter, clip: string): Promise<void> {
  const until_on = Date.now() + 30 * DAY_MS;
  await record(matter, "WS26", { until_on });
  const decision = "查封（扣押）决定书";
  await serve(matter, await record(matter, "WS27", { until_on }), decision);
  await serve(matter, await record(matter, "WS28", { decision, recording: clip }), "查封（扣押）清单");
  await record(matter, "WS29", { decision, recording: clip });
  await serve(matter, await record(matter, "WS31", { decision }), "解除查封（扣押）决定书");
}

/** Art. 23: the note first, then the copy that hangs on it. */
async function copyAsEvidence(matter: Matter, clip: string): Promise<void> {
  const page = await matter.people.at("lihua");
  const toClip = async () => {
    await page.goto(`${matter.href}?tab=recordings`);
    await page.getByRole("link", { name: clip }).click();
    await page.waitForURL(/\/av\//);
  };
  await toClip();
  await page.getByRole("button", { name: "制作证据说明" }).click();
  const kind = kindOf("WS16");
  await sign(matter, kind, await submit(page, kind, {}));
  await toClip();
  await page.getByRole("button", { name: "作为证据附卷" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "作为证据附卷" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("heading", { name: clip }).getByText("证据").waitFor();
}
