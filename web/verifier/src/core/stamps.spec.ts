/** Time stamps of a real authority: what counts, what does not, and what is wrong. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authority, P256, P384, RSA } from "../../test/authority";
import { boxed, packBoxed, WRITTEN } from "../../test/boxed";
import { blobOf, POLICY } from "../../test/sample";
import { toHex, utf8 } from "./bytes";
import { fingerprintOf } from "./certificate";
import { digestOf } from "./digest";
import { TIMES } from "./layout";
import { verifyPackage } from "./package";
import { Policy } from "./policy";
import { toldBy } from "./stamps";
import { openToken } from "./token";
import { instantText } from "./words";

const NOTE = "a note\n";
const AT = "20251124160000Z";
const AT_MS = 1_764_000_000_000;
const naming = (...certificates: Uint8Array[]): Policy => Policy.parse(certificates.map((one) => `# tsa 授时 sha256:${fingerprintOf(one)}\n`).join("") + POLICY) as Policy;

describe.each([
  ["RSA", RSA],
  ["P-256", P256],
  ["P-384", P384],
])("an authority with a key of %s", (_, key) => {
  let authority: Authority;
  let root: Uint8Array;
  beforeAll(() => {
    authority = new Authority(key);
    root = authority.certificate("ca.pem");
  });
  afterAll(() => authority.end());
  const told = (token: Uint8Array, policy: Policy | null = naming(root), beside: Uint8Array[] = [root]) => toldBy({ token, certificates: beside }, NOTE, policy);

  it("counts_where_the_policy_names_its_root_or_itself", async () => {
    const token = authority.token(NOTE, AT);
    const counted = { at: AT_MS, accuracy: 2000, by: "授时" };
    expect(await told(token)).toEqual(counted);
    expect(await told(token, naming(authority.certificate("tsa.pem")), [])).toEqual(counted);
    expect(await told(authority.token(NOTE, "20251124160000.25Z"))).toMatchObject({ at: AT_MS + 250 });
    expect(await told(token, naming())).toEqual({ notCounted: expect.stringContaining("没有写明") });
    expect(await told(token, null)).toEqual({ notCounted: expect.stringContaining("没有提供信任策略") });
    expect(await told(token, naming(root), [])).toEqual({ notCounted: expect.stringContaining("没有写明") });
  });

  it("does_not_count_by_a_root_of_the_same_name", async () => {
    const stranger = new Authority(key);
    const other = stranger.certificate("ca.pem");
    expect(await told(authority.token(NOTE, AT), naming(other), [other])).toEqual({ notCounted: expect.stringContaining("不是由信任策略") });
    stranger.end();
  });

  it("is_led_to_by_way_of_others", async () => {
    authority.between("middle", "basicConstraints=critical,CA:TRUE,pathlen:0");
    authority.certify("under.pem", undefined, undefined, "middle");
    const middle = authority.certificate("middle.pem");
    const token = authority.token(NOTE, AT, "under.pem");
    expect(await told(token, naming(root), [root, middle])).toMatchObject({ by: "授时" });
    expect(await told(token, naming(middle), [middle])).toMatchObject({ by: "授时" });
    expect(await told(token, naming(root), [root])).toEqual({ notCounted: expect.stringContaining("不是由信任策略") });
    for (const usage of ["basicConstraints=critical,CA:FALSE", "basicConstraints=critical,CA:TRUE\nextendedKeyUsage=codeSigning", "basicConstraints=critical,CA:TRUE\nnameConstraints=permitted;DNS:example.org"]) {
      authority.between("other", usage);
      authority.certify("beneath.pem", undefined, undefined, "other");
      const beneath = authority.token(NOTE, AT, "beneath.pem");
      expect(await told(beneath, naming(root), [root, authority.certificate("other.pem")]), usage).toEqual({ notCounted: expect.any(String) });
    }
  });

  it("does_not_count_with_a_certificate_that_is_not_for_it", async () => {
    authority.certify("expired.pem", undefined, "20251124155959Z");
    expect(await told(authority.token(NOTE, AT, "expired.pem"))).toEqual({ notCounted: expect.stringContaining("有效期") });
    for (const usage of ["extendedKeyUsage=timeStamping", "extendedKeyUsage=critical,timeStamping,codeSigning", "keyUsage=digitalSignature"]) {
      authority.certify("bad.pem", usage);
      expect(await told(authority.token(NOTE, AT, "bad.pem")), usage).toEqual({ notCounted: expect.stringContaining("专供") });
    }
  });

  it("is_wrong_over_anything_else", async () => {
    const token = authority.token(NOTE, AT);
    expect(await toldBy({ token, certificates: [root] }, "another note\n", naming(root))).toEqual({ wrong: expect.stringContaining("不是对所附检查点") });
    const last = Uint8Array.from(token);
    last[last.length - 1] = (last[last.length - 1] ?? 0) ^ 1;
    expect(await told(last)).toEqual({ wrong: expect.stringContaining("签名不成立") });
    expect(await told(token.subarray(0, -1))).toEqual({ wrong: "不是时间戳" });
    expect(await told(utf8("<html>"))).toEqual({ wrong: "不是时间戳" });
  });

  it("no_flip_changes_what_is_said", async () => {
    const token = authority.token(NOTE, AT);
    const imprint = digestOf("sha256", utf8(NOTE));
    const whole = await openToken(token, imprint);
    if (typeof whole === "string") throw new Error(whole);
    for (let at = 0; at < token.length; at += 1) {
      const flipped = Uint8Array.from(token);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << at % 8);
      const read = await openToken(flipped, imprint);
      if (typeof read !== "string") expect([read.at, read.accuracy, toHex(read.signer.whole)], `at ${at}`).toEqual([whole.at, whole.accuracy, toHex(whole.signer.whole)]);
    }
  });
});

it("what_cannot_be_read_here_is_not_called_wrong", async () => {
  const authority = new Authority(RSA);
  const token = authority.token(NOTE, AT);
  const pss = authority.token(NOTE, AT, "tsa.pem", "-keyopt", "rsa_padding_mode:pss");
  const inner = [6, 10, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 6, 1, 4, 2, 2, ...token.subarray(15)];
  const sm2 = Uint8Array.from([0x30, 0x82, inner.length >> 8, inner.length & 0xff, ...inner]);
  for (const unread of [pss, sm2]) expect(await openToken(unread, digestOf("sha256", utf8(NOTE)))).toBe("unread");
  authority.end();
});

it("a_stamp_boxes_the_facts_of_a_package", async () => {
  const authority = new Authority(P256);
  const root = authority.certificate("ca.pem");
  const by = (at: string, over?: string) => packBoxed(boxed(-60, 60, 600, (note) => ({ token: authority.token(over ?? note, at), certificates: [root] })));
  const made = by(AT);
  const at = (seconds: number): string => instantText((WRITTEN + seconds) * 1000);
  const report = await verifyPackage(blobOf(made), naming(root));
  expect(report).toMatchObject({ verdict: "proven", defects: [] });
  expect(report.times).toEqual([
    `事实 1 至 2 中的 2 条：不早于：没有外部时钟，不晚于 ${at(2)}（授时）。`,
    `事实 4：不早于 ${at(-2)}（授时），不晚于 ${at(60)}（w）。`,
    `事实 5：不早于 ${at(-2)}（授时），不晚于 ${at(600)}（w）。`,
  ]);
  const other = await verifyPackage(blobOf(made), naming());
  expect(other).toMatchObject({ verdict: "proven", defects: [] });
  expect(other.warnings.join("")).toContain("1 个可信时间戳没有计入");
  expect(await verifyPackage(blobOf(by("20251124160800Z")), naming(root))).toMatchObject({ verdict: "invalid", defects: [{ code: "time_contradicts", file: TIMES }] });
  const wrong = by(AT, "else");
  for (const policy of [null, naming(), naming(root)]) expect(await verifyPackage(blobOf(wrong), policy)).toMatchObject({ verdict: "invalid", defects: [{ code: "stamp_wrong", file: TIMES }] });
  authority.end();
});
