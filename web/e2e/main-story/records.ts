/** Writing, submitting and signing a record, each person at their own window. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { kindOf, type Kind, type Signer, type Values } from "./catalogue";
import { fill } from "./form";
import type { Login, People } from "./people";

/** The case of the story, as everybody finds it. */
export interface Matter {
  people: People;
  /** Tells this telling of the story from others. */
  mark: string;
  place: string;
  /** Path of the case's page. */
  href: string;
  /** What the case is called; no other case is called so. */
  title: string;
  /** Who signs for the party. */
  partyName: string;
  /** What has been shown on the screen once. */
  shown: Set<string>;
}

/** Who fills a slot of the form. The first of the officers writes the record and signs on its page. */
const HOLDERS: Record<string, readonly Login[]> = {
  case_officers: ["lihua", "wangqiang"],
  registrar: ["lihua"],
  division_head: ["chenjun"],
  agency_head: ["zhouwei"],
  legal_reviewer: ["liufang"],
  hearing_host: ["liufang"],
  attendees: ["zhouwei", "linhai"],
  custodian: ["sunli"],
};
/** Signed on the screen by everybody each time. */
const WEIGHTY = new Set(["WS02", "WS44", "WS46", "WS59"]);
const EXTERNAL = new Set(["party", "witness"]);
const OPINION = "同意。";

const drafterOf = (kind: Kind): Login => (["legal_reviewer", "hearing_host"].includes(kind.signers[0]?.slot ?? "") ? "liufang" : "lihua");

/** From the case's page to an empty form, through what the page offers. */
async function begin(page: Page, matter: Matter, kind: Kind): Promise<void> {
  await page.goto(`${matter.href}?tab=records`);
  await page.getByRole("button", { name: "更多办理" }).click();
  await page.getByRole("dialog").getByRole("button", { name: `制作《${kind.title}》` }).click();
  await page.waitForURL(/\/records\/new\?kind=/);
}

/** Fills the open form and submits it for signing; answers the path of the record. */
export async function submit(page: Page, kind: Kind, given: Values): Promise<string> {
  await fill(page, kind, given);
  await page.getByText("法定要素齐全").waitFor();
  await page.getByRole("button", { name: "提交签批" }).click();
  await page.waitForURL(/\/records\/txt_/);
  await page.getByRole("region", { name: "签名" }).waitFor();
  return new URL(page.url()).pathname;
}

/** Writes a record and lets everybody sign; answers its path once it has taken effect. */
export async function record(matter: Matter, code: string, given: Values = {}): Promise<string> {
  const kind = kindOf(code);
  const page = await matter.people.at(drafterOf(kind));
  await begin(page, matter, kind);
  const path = await submit(page, kind, given);
  await sign(matter, kind, path, given);
  return path;
}

/** Lets as many sign as it takes, in the order of the form, and sees that the record takes effect. */
export async function sign(matter: Matter, kind: Kind, path: string, given: Values = {}): Promise<void> {
  const drafter = drafterOf(kind);
  const values = { ...kind.example, ...given };
  const page = await matter.people.at(drafter);
  for (const signer of kind.signers.filter((one) => isWanted(one, values))) {
    if (EXTERNAL.has(signer.slot)) await signForParty(page, path, signer, matter);
    else for (const login of (HOLDERS[signer.slot] ?? []).slice(0, signer.min)) await signAs(matter, login, drafter, kind, path, signer);
  }
  await arrive(page, path);
  await page.getByRole("heading", { name: kind.title }).getByText("已生效").waitFor();
}

/** The first signature of a person in an office is made on the screen, and every one under a decision. */
async function signAs(matter: Matter, login: Login, drafter: Login, kind: Kind, path: string, signer: Signer): Promise<void> {
  const page = await matter.people.at(login);
  const office = `${login}:${signer.slot}`;
  if (matter.shown.has(office) && !WEIGHTY.has(kind.code)) {
    await send(page, `${path}/sign`, { slot: signer.slot, opinion: signer.opinion ? OPINION : null });
    return;
  }
  matter.shown.add(office);
  if (login === drafter) await signHere(page, path, signer);
  else await signInInbox(page, matter, kind, signer);
}

/** The short way for what the screens have shown before: the same request without the screen. */
async function send(page: Page, path: string, data: object): Promise<{ id: string }> {
  const headers = { "X-Requested-With": "liuhen", "Idempotency-Key": randomUUID() };
  const answer = await page.request.post(`/api/v1${path}`, { headers, data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

/** Art. 12(一): from the served record's own page to its receipt; the next ones go the short way. */
export async function serve(matter: Matter, path: string, title: string): Promise<void> {
  const kind = kindOf("WS48");
  const page = await matter.people.at("lihua");
  const given = { method: "直接送达", receiver: matter.partyName, relation: "法定代表人" };
  if (matter.shown.has(kind.code)) {
    const { fields } = (await (await page.request.get(`/api/v1${matter.href}/prefill?kind=${kind.code}`)).json()) as { fields: Values };
    const document = path.slice(path.lastIndexOf("/") + 1);
    const made = await send(page, `${matter.href}/records`, { kind: kind.code, fields: { ...fields, ...given, document, place: matter.place }, corrects: null, activity: null });
    const receipt = `${matter.href}/records/${made.id}`;
    await send(page, `${receipt}/submit`, {});
    await sign(matter, kind, receipt, given);
    return;
  }
  matter.shown.add(kind.code);
  await page.goto(path);
  await page.getByRole("button", { name: "制作《送达回证》" }).click();
  await page.locator(".schema-form").getByText(title).waitFor();
  await sign(matter, kind, await submit(page, kind, given), given);
}

function isWanted(signer: Signer, values: Values): boolean {
  return signer.min > 0 && (signer.onlyIf === null || signer.onlyIf.values.includes(String(values[signer.onlyIf.field])));
}

async function arrive(page: Page, path: string): Promise<void> {
  if (new URL(page.url()).pathname !== path) await page.goto(path);
  else await page.reload();
}

/** On the record's own page, as its author does. */
async function signHere(page: Page, path: string, signer: Signer): Promise<void> {
  await arrive(page, path);
  await page.getByRole("button", { name: `以「${signer.title}」身份签名` }).click();
  const dialog = page.getByRole("dialog", { name: `以「${signer.title}」身份签名` });
  if (signer.opinion) await dialog.getByRole("textbox").fill(OPINION);
  await dialog.getByRole("button", { name: "签名", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** From the inbox, as those do who sign what others wrote. */
async function signInInbox(page: Page, matter: Matter, kind: Kind, signer: Signer): Promise<void> {
  await page.goto("/approvals");
  const item = page.locator(".inbox-item").filter({ hasText: matter.title }).filter({ hasText: kind.title });
  await item.click();
  // Until the page has turned to it, the slip of another case may show the same kind of record.
  const slip = page.getByRole("region", { name: "审批单" }).filter({ hasText: matter.title });
  await slip.getByRole("heading", { name: kind.title }).waitFor();
  if (signer.opinion) await slip.getByRole("textbox").fill(OPINION);
  await slip.getByRole("button", { name: "签批", exact: true }).click();
  await item.waitFor({ state: "detached" });
}

async function signForParty(page: Page, path: string, signer: Signer, matter: Matter): Promise<void> {
  if (matter.shown.has(signer.slot)) {
    await send(page, `${path}/party-signature`, { slot: signer.slot, name: matter.partyName, refused: null });
    return;
  }
  matter.shown.add(signer.slot);
  await arrive(page, path);
  await page.getByRole("button", { name: `记录${signer.title}签名` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("签名人姓名").fill(matter.partyName);
  await dialog.getByRole("button", { name: "确定" }).click();
  await dialog.waitFor({ state: "hidden" });
}
