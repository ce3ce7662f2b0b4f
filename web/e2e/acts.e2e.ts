/**
 * The other acts of Art. 2 from registration to archive: summary penalty, inspection, licensing,
 * compulsory measure, enforcement, levy and requisition. What may not be done yet names its article
 * and what is missing.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { cannotYet, closeAndArchive, LIMIT_MS, register, served } from "./main-story/acts";
import type { Values } from "./main-story/catalogue";
import { record } from "./main-story/records";
import { openBrowser } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

it("a_fine_on_the_spot_needs_no_filing_and_no_review", async () => {
  const matter = await register(browser, "行政处罚（简易程序）", "未明码标价案");
  await cannotYet(matter, "结案审批表", "尚未作出处理决定");
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await record(matter, "WS45");
  await closeAndArchive(matter);
}, LIMIT_MS);

it("an_inspection_is_approved_and_ends_with_its_result", async () => {
  const matter = await register(browser, "行政检查", "餐饮服务日常检查");
  await cannotYet(matter, "制作《现场检查（勘验）笔录》", "没有生效的《行政检查审批表》", /第9条第\(一\)项/);
  await record(matter, "WS06");
  await served(matter, "WS07");
  await record(matter, "WS08");
  await served(matter, "WS73", { result: "未发现违法行为", minutes: "现场检查" });
  await closeAndArchive(matter);
}, LIMIT_MS);

it("a_licence_goes_from_its_application_to_the_archive", async () => {
  const matter = await register(browser, "行政许可", "食品经营许可申请");
  await cannotYet(matter, "结案审批表", "尚未作出许可决定");
  await record(matter, "WS64");
  await served(matter, "WS65", { application: "申请书", result: "受理", accepted_on: Date.now() });
  await record(matter, "WS67");
  await record(matter, "WS34");
  await served(matter, "WS68", { application: "申请书" });
  await closeAndArchive(matter);
}, LIMIT_MS);

it("a_seizure_is_approved_decided_and_released", async () => {
  const matter = await register(browser, "行政强制措施", "扣押移动式转换器");
  await cannotYet(matter, "结案审批表", "没有强制措施决定");
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await record(matter, "WS26");
  await served(matter, "WS27");
  await record(matter, "WS29", { decision: "决定书" });
  await record(matter, "WS28", { decision: "决定书" });
  await served(matter, "WS31", { decision: "决定书" });
  await closeAndArchive(matter);
}, LIMIT_MS);

it("a_duty_not_performed_is_demanded_decided_and_enforced", async () => {
  const matter = await register(browser, "行政强制执行", "强制执行处罚决定");
  await record(matter, "WS01", { source_kind: "其他" });
  await cannotYet(matter, "制作《结案审批表》", "没有强制措施决定、强制执行决定", /第11条第\(五\)项/);
  await served(matter, "WS53");
  // Compulsion Law, Art. 35: demanded; but nobody has weighed yet what comes next.
  await cannotYet(matter, "制作《强制执行决定书》", "承办机构负责人签署的意见", /第11条第\(二\)项/);
  await record(matter, "WS34");
  await served(matter, "WS54", { demand: "履行催告书" });
  await record(matter, "WS56", { decision: "强制执行决定书" });
  await closeAndArchive(matter);
}, LIMIT_MS);

/** Arts. 9–12 for a levy and a requisition: filed, looked at, heard, discussed, decided, settled. */
async function take(process: string, cause: string, document: string, settled: readonly Values[]): Promise<void> {
  const matter = await register(browser, process, cause);
  await cannotYet(matter, "结案审批表", "尚未作出征收（征用）决定", /第11条第\(五\)项/);
  await record(matter, "WS01", { source_kind: "监督检查发现" });
  await cannotYet(matter, "现场检查（勘验）笔录", "请先办理《立案审批表》", /第9条第\(一\)项/);
  await record(matter, "WS02");
  await record(matter, "WS08");
  await record(matter, "WS11");
  await record(matter, "WS33", { discretion_tier: "不涉及裁量", major: false });
  await record(matter, "WS34");
  const heads = [
    { name: "周伟", post: "局长" },
    { name: "林海", post: "副局长" },
  ];
  await record(matter, "WS43", { attendees: heads });
  await served(matter, "WS69", { document });
  for (const given of settled) await served(matter, "WS69", given);
  await closeAndArchive(matter);
}

const PAID = { document: "补偿记录", compensation_basis: "按评估报告", compensation_fen: 1_200_000, paid_on: Date.now(), payment: "银行转账，凭证号0012", receiver: "周启明" };

it("a_levy_is_filed_decided_and_compensated", async () => {
  await take("行政征收", "征收拓宽范围内附着物", "征收决定书", [{ ...PAID, decision: "征收" }]);
}, LIMIT_MS);

it("a_requisition_is_filed_decided_given_back_and_compensated", async () => {
  const back = {
    document: "返还记录",
    decision: "征收",
    handed_over: [{ name: "汽油发电机组", quantity: "4台", condition: "完好" }],
    handed_on: Date.now(),
    handed_at: "本机关仓库",
    damage: "没有毁损、灭失。",
    receiver: "周启明",
  };
  await take("行政征用", "防汛征用发电机组", "征用决定书", [back, { ...PAID, decision: "征收" }]);
}, LIMIT_MS);
