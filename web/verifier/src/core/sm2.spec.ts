/** SM2 held to the standard's example, to what OpenSSL signed, and to every way in which it must not pass. */
import { expect, it } from "vitest";
import vectors from "../../../../crates/ledger/tests/vectors.json";
import { Sm2Signer } from "../../test/log";
import { concat, digestFromHex, toHex, utf8 } from "./bytes";
import { checkpointText } from "./checkpoint";
import { accepts, parseKey } from "./key";
import { signedBy, parseNote } from "./note";
import { acceptsSm2, bytesOf, isSm2Point, N, numberOf, sm2Digest } from "./sm2";

const hex = (text: string): Uint8Array => concat(...(text.match(/.{64}/g) ?? []).map((part) => digestFromHex(part) ?? new Uint8Array()));
const POINT = concat(Uint8Array.of(4), hex("09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"));
const MESSAGE = utf8("message digest");
const SIGNATURE = hex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");

it("the_example_of_the_standard_holds", () => {
  expect(toHex(sm2Digest(POINT, MESSAGE))).toBe("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
  expect(acceptsSm2(POINT, MESSAGE, SIGNATURE)).toBe(true);
});

it("what_openssl_signed_is_accepted", () => {
  const key = parseKey("efr.example/330106/1/sm3+63cdff89+/2xpdWhlbi5vcmcvc20yLXNtMy92MQoErjDZF+++tnuogDD/zJRd9pX/La+V+u79sT+fobDiIo/wwlyT3tvKTsM/VMu42PCDBR5yfapFijDAsT2bYw16UQ==");
  if (!key) throw new Error("not read");
  const root = digestFromHex(vectors.roots_sm3[7] ?? "") ?? new Uint8Array();
  const text = checkpointText({ origin: key.name, size: 7, root });
  expect(accepts(key, utf8(text), hex("cd3a2b78e8b7e4387236e43e46ceb710f1f149d85fe91e7218b9b6da2d844d92efc6a135f10d9bd649160729b1fcacb258546220f56b7433598cc89c23999798"))).toBe(true);
  // And what the program itself signs over the same.
  expect(accepts(key, utf8(text), hex("65a634cd00011994df4373de24edee6e426f3ab55d319c6d9ad3d12c5b3f4ddbdfc6d59dd62b42ba97effc42608da45c8287dec25826729b626a63eb1678a978"))).toBe(true);
});

it("nothing_else_passes", () => {
  for (let bit = 0; bit < 512; bit += 7) expect(acceptsSm2(POINT, MESSAGE, SIGNATURE.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))), `bit ${bit}`).toBe(false);
  expect(acceptsSm2(POINT, utf8("message digesu"), SIGNATURE)).toBe(false);
  const [r, s] = [SIGNATURE.subarray(0, 32), SIGNATURE.subarray(32)];
  const [none, order] = [new Uint8Array(32), bytesOf(N)];
  const wrong = [concat(s, r), concat(none, s), concat(r, none), concat(none, none), concat(order, s), concat(r, order), concat(r, bytesOf(N - numberOf(r))), concat(r, s, none), r];
  for (const [i, signature] of wrong.entries()) expect(acceptsSm2(POINT, MESSAGE, signature), `${i}`).toBe(false);
  expect(isSm2Point(POINT)).toBe(true);
  for (const at of [0, 1, 33, 64]) expect(isSm2Point(POINT.map((byte, i) => (i === at ? byte ^ 1 : byte)))).toBe(false);
});

it("a_signer_of_the_tests_is_believed_by_its_key_alone", () => {
  const [one, other] = [1, 2].map((fill) => new Sm2Signer("log.example/1", new Uint8Array(32).fill(fill)));
  const [key, stranger] = [parseKey(one?.vkey ?? ""), parseKey(other?.vkey ?? "")];
  const note = parseNote(one?.checkpoint(7, new Uint8Array(32).fill(9)) ?? "");
  if (!key || !stranger || !note) throw new Error("not read");
  expect([signedBy(note, key), signedBy(note, stranger)]).toEqual(["right", "absent"]);
  expect(signedBy(note, { ...stranger, id: key.id })).toBe("wrong");
});
