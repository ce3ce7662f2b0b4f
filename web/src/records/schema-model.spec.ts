import { describe, expect, it } from "vitest";
import { changedFields, cleanValues, complaintsByField, fieldErrors, missingElements, readSchema } from "./schema-model";
import { parseYuan, yuanInWords, yuanText } from "./yuan";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["place", "officers", "credentials_shown", "goods"],
  $defs: { amount: { type: "integer", title: "金额", minimum: 0, "x-widget": "money" } },
  properties: {
    place: { type: "string", title: "检查地点", maxLength: 5, "x-article": "10(三)", "x-prefill": "activity.place" },
    findings: { type: "string", title: "检查情况", maxLength: 4000 },
    started_at: { type: "string", format: "date-time", title: "开始时间" },
    made_on: { type: ["string", "null"], format: "date", title: "日期" },
    officers: { type: "array", items: { type: "string" }, minItems: 2, title: "执法人员", "x-widget": "officers", "x-article": "10(一)" },
    credentials_shown: { type: "boolean", const: true, title: "已出示执法证件" },
    method: { type: "string", enum: ["直接送达", "留置送达"], title: "方式" },
    rights: { type: "array", items: { type: "string", enum: ["陈述", "申辩"] }, title: "权利", "x-widget": "choice" },
    fine: { $ref: "#/$defs/amount", title: "罚款" },
    count: { type: "integer", title: "份数" },
    phone: { type: "string", pattern: "^\\d{11}$", title: "电话", description: "11 位手机号" },
    goods: {
      type: "array",
      title: "物品",
      items: { type: "object", required: ["name"], properties: { name: { type: "string", title: "名称" }, amount: { type: "integer", title: "数量" } } },
    },
  },
};
const fields = readSchema(SCHEMA);
const full = { place: "仓库", officers: ["a", "b"], credentials_shown: true, goods: [{ name: "箱" }] };

describe("reading a schema", () => {
  it("keeps the order and finds a widget for each property", () => {
    expect(fields.map((field) => [field.name, field.widget])).toEqual([
      ["place", "text"],
      ["findings", "textarea"],
      ["started_at", "datetime"],
      ["made_on", "date"],
      ["officers", "officers"],
      ["credentials_shown", "checkbox"],
      ["method", "choice"],
      ["rights", "choices"],
      ["fine", "money"],
      ["count", "number"],
      ["phone", "text"],
      ["goods", "items"],
    ]);
  });
  it("takes article, prefill and referenced parts along", () => {
    expect(fields[0]).toMatchObject({ title: "检查地点", required: true, article: "10(三)", prefilled: true });
    expect(fields.find((field) => field.name === "fine")).toMatchObject({ title: "罚款", minimum: 0 });
    expect(fields.find((field) => field.name === "rights")?.options).toEqual(["陈述", "申辩"]);
    expect(readSchema({})).toEqual([]);
  });
});

describe("legal elements", () => {
  it("are all listed while nothing is filled in", () => {
    expect(missingElements(fields, {}).map((missing) => missing.title)).toEqual(["检查地点", "执法人员", "已出示执法证件", "物品"]);
    expect(missingElements(fields, full)).toEqual([]);
  });
  it("blank text and an unticked declaration do not count", () => {
    expect(missingElements(fields, { ...full, place: "  ", credentials_shown: false }).map((missing) => missing.field)).toEqual(["place", "credentials_shown"]);
  });
  it("inside a list name their row", () => {
    expect(missingElements(fields, { ...full, goods: [{ name: "箱" }, { amount: 2 }] })).toEqual([{ field: "goods", row: 1, title: "物品第 2 行「名称」", article: null }]);
  });
});

describe("what was filled in", () => {
  it("is checked for length, pattern, choice, number and count", () => {
    const errors = fieldErrors(fields, { place: "城西工业园区仓库", phone: "138", method: "口头", fine: -1, officers: ["a"] });
    expect([...errors.keys()]).toEqual(["place", "officers", "method", "fine", "phone"]);
    expect(errors.get("phone")).toContain("11 位手机号");
    expect(fieldErrors(fields, full).size).toBe(0);
  });
  it("counts characters, not code units", () => {
    expect(fieldErrors(fields, { place: "𠮷𠮷𠮷𠮷𠮷" }).size).toBe(0);
  });
  it("is sent without blanks, empty rows and unknown names", () => {
    expect(cleanValues(fields, { place: " 仓库 ", findings: "", goods: [{ name: "箱", amount: null }, {}], secret: 1, credentials_shown: false })).toEqual({
      place: "仓库",
      goods: [{ name: "箱" }],
      credentials_shown: false,
    });
  });
  it("differs from a corrected version only where it differs", () => {
    expect(changedFields(fields, full, { ...full, place: "仓库 ", count: 2 }).map((field) => field.name)).toEqual(["count"]);
  });
});

it("puts the server's complaints at their fields", () => {
  const { byField, rest } = complaintsByField(fields, [
    { path: "/goods/0/name", message: "过长" },
    { path: "/fields/place", message: "必填" },
    { path: "/goods", message: "至少一项" },
    { path: "/unknown", message: "不认识" },
    { path: "", message: "其他" },
  ]);
  expect(Object.fromEntries(byField)).toEqual({ goods: "过长；至少一项", place: "必填" });
  expect(rest.map((one) => one.message)).toEqual(["不认识", "其他"]);
});

describe("money", () => {
  it("is typed in yuan and kept in fen", () => {
    expect(parseYuan("1,234.5")).toBe(123450);
    expect(parseYuan("￥30 元")).toBe(3000);
    for (const text of ["", "abc", "1.234", "-1", "1e3"]) expect(parseYuan(text), text).toBeNull();
    expect(yuanText(123450)).toBe("1,234.50");
    expect(yuanText(5)).toBe("0.05");
  });
  it("is written out as on a decision", () => {
    expect(yuanInWords(80000)).toBe("捌佰元整");
    expect(yuanInWords(123450)).toBe("壹仟贰佰叁拾肆元伍角整");
    expect(yuanInWords(1000000500)).toBe("壹仟万零伍元整");
    expect(yuanInWords(5)).toBe("伍分");
    expect(yuanInWords(100105)).toBe("壹仟零壹元零伍分");
    expect(yuanInWords(0)).toBe("零元整");
  });
});
