import { createHash, getHashes } from "node:crypto";
import { expect, it } from "vitest";
import { toHex, utf8 } from "./bytes";
import { Sm3 } from "./sm3";

const sm3 = (bytes: Uint8Array) => toHex(new Sm3().update(bytes).digest());

it("the_examples_of_the_standard_come_out", () => {
  expect(sm3(utf8("abc"))).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  expect(sm3(utf8("abcd".repeat(16)))).toBe("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});

it("it_is_the_sm3_of_openssl_at_every_length_and_split", () => {
  expect(getHashes()).toContain("sm3");
  const bytes = Uint8Array.from({ length: 400 }, (_, i) => (i * 167 + (i >> 3)) & 255);
  for (let length = 0; length <= 200; length++) expect(sm3(bytes.subarray(0, length))).toBe(createHash("sm3").update(bytes.subarray(0, length)).digest("hex"));
  const whole = createHash("sm3").update(bytes).digest("hex");
  for (let split = 0; split <= 130; split++) expect(toHex(new Sm3().update(bytes.subarray(0, split)).update(bytes.subarray(split, 2 * split)).update(bytes.subarray(2 * split)).digest())).toBe(whole);
});
