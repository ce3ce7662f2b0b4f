/**
 * An ordinary penalty with a hearing (Art. 10(十), Penalty Law Arts. 63–65): told of the right, asked
 * for, announced; and, in a case whose hearing was yesterday, minutes, report, review and decision.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cannotYet, closeAndArchive, known, LIMIT_MS, register, served } from "./main-story/acts";
import { DAY_MS } from "./main-story/form";
import { record } from "./main-story/records";
import { openBrowser } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const DECISION = "制作《行政处罚决定书》";
const HOST = ["刘芳"];
/** As long as the main story: eleven records, each through all hands. */
const LONG_MS = 480_000;

it("nothing_is_decided_before_the_term_for_a_hearing_is_over_and_the_hearing_held", async () => {
  const matter = await register(browser, "行政处罚（普通程序）", "销售侵权白酒案");
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await record(matter, "WS02");
  await record(matter, "WS10", { started_at: Date.now() - 1_800_000, ended_at: Date.now() - 600_000 });
  await record(matter, "WS33", { major: true });
  await record(matter, "WS34");
  await served(matter, "WS37", { hearing_ground: "较大数额罚款" });
  await cannotYet(matter, DECISION, "届满之前不得作出处罚决定", /行政处罚法.*第64条/);
  await record(matter, "WS38", { notice: "行政处罚听证告知书", received_on: Date.now(), choice: "申请听证", reason: "罚款数额过高，要求听证。" });
  await cannotYet(matter, DECISION, "当事人申请了听证，但没有", /第10条第\(十\)项/);
  const held_at = Date.now() + 15 * DAY_MS;
  await served(matter, "WS39", { ground: "当事人要求听证", held_at, host: HOST });
  await record(matter, "WS40", { held_at, host: HOST });
  // Announced is not held.
  await cannotYet(matter, DECISION, "当事人申请了听证，但没有", /第10条第\(十\)项/);
}, LIMIT_MS);

it("what_was_heard_is_reported_reviewed_decided_and_archived", async () => {
  const matter = await known(browser, "涉嫌销售侵犯注册商标专用权的白酒案", "邵某");
  const page = await matter.people.at("lihua");
  // The county has one such case: told a second time, its end is what is left to see.
  if ((await page.getByText("本案已归档").count()) > 0) {
    expect(await page.getByRole("button", { name: "更多办理" }).count()).toBe(0);
    return;
  }
  await cannotYet(matter, DECISION, "当事人申请了听证，但没有生效的《听证笔录》", /第10条第\(十\)项/);
  const from = new Date(Date.now() - DAY_MS).setHours(9, 5, 0, 0);
  await record(matter, "WS41", { started_at: from, ended_at: from + 5_400_000, host: HOST });
  await cannotYet(matter, DECISION, "生效的《听证报告》", /第10条第\(十\)项/);
  await record(matter, "WS42", { minutes: "听证笔录", host: HOST, held_at: from });
  await cannotYet(matter, DECISION, "法制审核意见书", /第11条第\(三\)项/);
  await record(matter, "WS35", { conclusion: "通过" });
  const attendees = [
    { name: "周伟", post: "局长" },
    { name: "林海", post: "副局长" },
  ];
  await record(matter, "WS43", { attendees });
  await record(matter, "WS44", { fine_fen: 12_000_000 });
  await served(matter, "WS46", { fine_fen: 12_000_000 });
  await record(matter, "WS51", { paid_fen: 12_000_000 });
  await closeAndArchive(matter);
}, LONG_MS);
