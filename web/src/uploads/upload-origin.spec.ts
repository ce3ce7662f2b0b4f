import { expect, it } from "vitest";
import { byHolder, originMetadata, UNKNOWN_ORIGIN } from "./upload-origin";

const device = (asset_no: string, over: object = {}) => ({ device_id: `dev_${asset_no}`, asset_no, maker: "某厂", model: "K8", kind: "body_camera" as const, holder: null, held_since: "2025-03-01T08:00:00+08:00", status: "in_store" as const, ...over });
const me = { officer_id: "off_1", name: "李华" };

it("what one has now comes first, the last received before all; a station records nothing", () => {
  const { held, others } = byHolder([device("B"), device("C", { holder: me }), device("D", { holder: me, held_since: "2025-03-07T08:00:00+08:00" }), device("A"), device("S", { kind: "docking_station" })], "off_1");
  expect(held.map((one) => one.asset_no)).toEqual(["D", "C"]);
  expect(others.map((one) => one.asset_no)).toEqual(["A", "B"]);
});
it("only what was said goes along", () => {
  expect(originMetadata(UNKNOWN_ORIGIN)).toEqual({});
  expect(originMetadata({ device: { id: "dev_1", label: "ZFY-001" }, takenBy: "off_2", note: " 后门 " })).toEqual({ device_id: "dev_1", taken_by: "off_2", note: "后门" });
});
