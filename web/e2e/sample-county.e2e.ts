/** What each role sees and does first in the sample county; each story with one forbidden path. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { DESK, PHONE, Person, close, folder, open, url } from "./person";

interface CaseRow {
  case_id: string;
  title: string;
  status: string;
}

beforeAll(open);
afterAll(close);

async function caseWith(person: Person, word: string): Promise<string> {
  const { items } = await person.ask<{ items: CaseRow[] }>("/cases");
  const found = items.find((row) => row.title.includes(word));
  if (!found) throw new Error(`no case with ${word}`);
  return found.case_id;
}

describe("a case page", () => {
  it("draws the hole in the recording and says why the next step is blocked", async () => {
    const officer = await Person.logIn("lihua");
    await officer.goto(`/cases/${await caseWith(officer, "计量器具")}`);
    await officer.page.getByText(/缺 1 分 40 秒/).first().waitFor();
    const blocked = officer.page.getByRole("button", { name: /制作《案件调查终结报告》/ });
    expect(await blocked.getAttribute("aria-disabled") ?? (await blocked.isDisabled() ? "true" : "false")).toBe("true");
    await officer.page.getByRole("tab", { name: /完备性/ }).click();
    await officer.page.getByText(/本办法第10条/).first().waitFor();
    await officer.shot("case-1366");
    expect(officer.errors).toEqual([]);
    await officer.leave();
  });

  it("is readable on a phone without sideways scrolling", async () => {
    const officer = await Person.logIn("lihua", PHONE);
    const id = await caseWith(officer, "计量器具");
    for (const path of ["/desk", "/cases", `/cases/${id}`, "/acts", "/av", "/intake"]) {
      await officer.goto(path);
      const wide = await officer.page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, path).toBeLessThanOrEqual(PHONE.width);
    }
    await officer.shot("phone");
    expect(officer.errors).toEqual([]);
    await officer.leave();
  });
});

describe("approvals", () => {
  it("reach the head of the agency and nobody else", async () => {
    const head = await Person.logIn("zhouwei");
    await head.goto("/approvals");
    await head.page.getByText("调阅、复制申请").first().waitFor();
    await head.shot("approvals-1366");
    await head.leave();
    const officer = await Person.logIn("zhaomin");
    await officer.goto("/approvals");
    expect(await officer.page.getByText("调阅、复制申请").count()).toBe(0);
    await officer.leave();
  });
});

describe("recordings", () => {
  it("of a case nobody granted are not shown", async () => {
    const custodian = await Person.logIn("sunli");
    const { items } = await custodian.ask<{ items: { recording_id: string }[] }>("/recordings");
    const answer = await custodian.page.request.post(`${url}/api/v1/recordings/${items[0]?.recording_id}/view`, {
      data: { original: true },
      headers: { "x-requested-with": "liuhen" },
    });
    expect(answer.status()).toBe(403);
    expect(((await answer.json()) as { code: string }).code).toBe("access.no_grant");
    await custodian.leave();
  });

  it("go from the file chooser into the vault with equal digests", async () => {
    const officer = await Person.logIn("lihua", DESK);
    await officer.goto("/intake");
    const bytes = readFileSync(join(folder, "data", "logins.txt"));
    const file = { name: `说明-${bytes.length}.mp4`, mimeType: "video/mp4", buffer: Buffer.concat([bytes, Buffer.alloc(300_000, 7)]) };
    await officer.page.locator("input[type=file]").first().setInputFiles(file);
    await officer.page.getByText(file.name).first().waitFor();
    await expect
      .poll(
        async () => {
          const { items } = await officer.ask<{ items: { file_name: string; state: string; sha256: string | null; declared_sha256: string | null }[] }>("/uploads");
          const row = items.find((item) => item.file_name === file.name);
          return row?.state === "deposited" && row.sha256 === row.declared_sha256;
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    await officer.shot("intake-1366");
    expect(officer.errors).toEqual([]);
    await officer.leave();
  });
});

describe("the custodian", () => {
  it("sees the archived file, and no way to change it", async () => {
    const custodian = await Person.logIn("sunli");
    await custodian.goto("/archive");
    await custodian.page.getByText(/过期|保质期/).first().waitFor();
    const id = await caseWith(custodian, "保质期");
    const refused = await custodian.page.request.post(`${url}/api/v1/cases/${id}/case-file/compose`, {
      data: { order: null, retention: "30年", note: null },
      headers: { "x-requested-with": "liuhen" },
    });
    expect(refused.status()).toBe(422);
    expect(((await refused.json()) as { code: string }).code).toBe("case.archived");
    await custodian.shot("archive-1366");
    await custodian.leave();
  });
});
