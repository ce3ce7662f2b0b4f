import { expect, it } from "vitest";
import { Signer } from "../../test/log";
import { LOG, POLICY, WITNESS } from "../../test/sample";
import { parseNote } from "./note";
import { Policy } from "./policy";

const witnesses = [5, 6, 7].map((n) => Signer.witness(`witness.example/${n}`, new Uint8Array(32).fill(n)));
const [a, b, c] = witnesses as [Signer, Signer, Signer];
const head = `log ${LOG.vkey}\nwitness a ${a.vkey}\nwitness b ${b.vkey}\nwitness c ${c.vkey} https://c.example\n`;

/** The SM2 key of a log's SM3 tree, as `liuhen signer` prints it. */
const SM3_KEY =
  "efr.example/330106/1/sm3+63cdff89+/2xpdWhlbi5vcmcvc20yLXNtMy92MQoErjDZF+++tnuogDD/zJRd9pX/La+V+u79sT+fobDiIo/wwlyT3tvKTsM/VMu42PCDBR5yfapFijDAsT2bYw16UQ==";

function read(text: string): Policy {
  const policy = Policy.parse(text);
  if (typeof policy === "string") throw new Error(policy);
  return policy;
}
const reached = (text: string, by: readonly Signer[]): boolean => {
  const note = parseNote(by.reduce((signed, signer) => signer.cosign(signed, 1), LOG.checkpoint(1, new Uint8Array(32))));
  if (!note) throw new Error("not a note");
  return read(text).witnessed(note).reached;
};

it.each<[string, Signer[], boolean]>([
  ["quorum none", [], true],
  ["quorum a", [a], true],
  ["quorum a", [b, c], false],
  ["group g any a b\nquorum g", [b], true],
  ["group g all a b\nquorum g", [b], false],
  ["group g all a b\nquorum g", [b, a], true],
  ["group g 2 a b c\nquorum g", [c], false],
  ["group g 2 a b c\nquorum g", [c, a], true],
  ["group g any a b\ngroup h all g c\nquorum h", [a, b], false],
  ["# two of us\n\n \t\ngroup\tg any  a b\ngroup h all g c\nquorum h", [a, c], true],
])("%s", (rule, by, wanted) => expect(reached(`${head}${rule}\n`, by)).toBe(wanted));

it.each<[string, string, string]>([
  ["no_quorum", head, "信任策略必须有且只有一行 quorum。"],
  ["two_quorums", `${head}quorum a\nquorum b\n`, "第 6 行"],
  ["an_unknown_name", `${head}quorum d\n`, "d 在前文没有定义"],
  ["a_member_of_two_groups", `${head}group g any a b\ngroup h any a c\nquorum h\n`, "a 出现了两次"],
  ["a_name_twice", `${head}group a any b\nquorum a\n`, "a 出现了两次"],
  ["a_key_twice", `${head}witness d ${a.vkey}\nquorum d\n`, "witness.example/5 出现了两次"],
  ["a_log_twice", `${head}log ${LOG.vkey}\nquorum a\n`, `${LOG.name} 出现了两次`],
  ["a_group_of_nobody", `${head}group g any\nquorum g\n`, "人数"],
  ["more_than_there_are", `${head}group g 3 a b\nquorum g\n`, "人数"],
  ["a_number_with_a_sign", `${head}group g +1 a b\nquorum g\n`, "人数"],
  ["a_number_with_a_zero_in_front", `${head}group g 01 a b\nquorum g\n`, "人数"],
  ["a_name_that_means_nobody", `${head}group none any a\nquorum none\n`, "none 出现了两次"],
  ["a_witness_as_log", `log ${WITNESS.vkey}\nquorum none\n`, "第 1 行：日志公钥"],
  ["a_log_as_witness", `witness w ${LOG.vkey}\nquorum w\n`, "见证方公钥"],
  ["a_word_too_many", `${POLICY}quorum w w\n`, "第 4 行"],
  ["windows_line_breaks", POLICY.replace(/\n/g, "\r\n"), "第 1 行：含有控制字符"],
  ["too_much", `#${"x".repeat(300_000)}\n`, "过长"],
  ["a_witness_alone", WITNESS.vkey, "第 1 行"],
])("a_policy_with_%s_is_refused_by_name", (_, text, wanted) => expect(Policy.parse(text)).toContain(wanted));

it("a_policy_says_what_it_asks_for", () => {
  expect(read(`${head}group g 2 a b\ngroup h any g c\nquorum h\n`).asked).toBe("a、b 中至少 2 方、c 中至少 1 方");
  expect([read(LOG.vkey).asked, read(`${head}quorum none`).asked]).toEqual(["只有日志公钥，没有见证方", "不要求见证"]);
});

it("a_policy_may_name_the_sm3_key_of_a_log_beside_the_other", () => {
  const policy = read(`${head}log ${SM3_KEY}\nquorum none\n`);
  expect(policy.logs.map((key) => key.kind)).toEqual(["log", "sm3-log"]);
  const sm3 = "efr.example/330106/1/sm3";
  expect([policy.log(LOG.name, "log")?.name, policy.log(sm3, "sm3-log")?.name, policy.log(sm3, "log")]).toEqual([LOG.name, sm3, undefined]);
  expect(Policy.parse(`${head}witness s ${SM3_KEY}\nquorum s\n`)).toContain("见证方公钥");
  expect(Policy.parse(`log ${SM3_KEY.replace("16UQ==", "16UA==")}\nquorum none\n`)).toContain("第 1 行：日志公钥");
});
