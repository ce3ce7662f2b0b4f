import { expect, it } from "vitest";
import { readSlip } from "./slip-text";

const HASH = "0LS9i3sJKUih5YiYiRjRiWwNokVvVsHhfKRe1mqriyQ";

it("reads_the_golden_slip_and_the_address_of_its_code", () => {
  const wanted = { index: "3", hash: HASH };
  expect(readSlip(`LH1|efr.example/330106/1|3|${HASH}`)).toEqual(wanted);
  expect(readSlip(`  LH1|efr.example/330106/1|3|${HASH}\n`)).toEqual(wanted);
  expect(readSlip(`https://liuhen.example/check/3/${HASH}`)).toEqual(wanted);
});

it("refuses_what_is_no_slip", () => {
  for (const text of ["", "LH1", `LH2|a|3|${HASH}`, `LH1|a|03|${HASH}`, `LH1|a|3|${HASH.slice(1)}`, `LH1|a b|3|${HASH}`, `LH1|a|3|${HASH}|`, `LH1|a|-1|${HASH}`]) {
    expect(readSlip(text), text).toBeNull();
  }
});
