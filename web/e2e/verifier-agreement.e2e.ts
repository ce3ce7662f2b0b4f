/**
 * Two verifiers that share no code are asked about the same real packages, sound and damaged, and
 * must answer alike. `LIUHEN_VERIFY` is the command line's program; `LIUHEN_PROGRAM` exports the
 * archived cases of the sample county.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyPackage } from "../verifier/src/core/package";
import { Policy } from "../verifier/src/core/policy";
import { damagesOf, type Package } from "../verifier/test/damage";
import { exportedPackages, firstOf, need } from "../verifier/test/exported";
import { type Answer, answerOf, Program } from "../verifier/test/program";
import { blobOf, WITNESS } from "../verifier/test/sample";

let program: Program;
let packages: Package[];

beforeAll(() => {
  program = new Program(need("LIUHEN_VERIFY"));
  packages = exportedPackages();
}, 120_000);
afterAll(() => program.end());

/** What the two say differently, in words. */
async function differences(pack: Package, seed: number, policyText: string | null): Promise<{ asked: number; differ: string[]; verdicts: Set<string> }> {
  const policy = policyText === null ? null : Policy.parse(policyText);
  if (typeof policy === "string") throw new Error(policy);
  const policyArgs = policyText === null ? [] : ["--policy", program.write("policy.txt", policyText)];
  const [differ, verdicts]: [string[], Set<string>] = [[], new Set()];
  let asked = 0;
  for (const { name, tar } of damagesOf(pack, seed)) {
    const theirs: Answer = program.ask("package", program.write("package.tar", tar), ...policyArgs);
    const ours = answerOf(await verifyPackage(blobOf(tar), policy));
    asked += 1;
    verdicts.add(ours.verdict);
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) differ.push(`${name}\n  program ${JSON.stringify(theirs)}\n  page    ${JSON.stringify(ours)}`);
  }
  return { asked, differ, verdicts };
}

const keyOf = (pack: Package): string => new TextDecoder().decode(pack.bytes("data/log.vkey")).trim();
it("both_say_the_same_of_every_damaged_package_without_a_policy", async () => {
  const { asked, differ, verdicts } = await differences(firstOf(packages), 1, null);
  expect(differ.join("\n")).toBe("");
  expect(asked).toBeGreaterThan(200);
  expect([...verdicts].sort()).toEqual(["incomplete", "invalid", "not_witnessed"]);
}, 600_000);

it("both_say_the_same_under_a_policy_that_asks_for_a_witness", async () => {
  const pack = firstOf(packages).cosigned();
  const { asked, differ, verdicts } = await differences(pack, 2, `log ${keyOf(pack)}\nwitness w ${WITNESS.vkey}\nquorum w\n`);
  expect(differ.join("\n")).toBe("");
  expect(asked).toBeGreaterThan(200);
  expect([...verdicts].sort()).toEqual(["incomplete", "invalid", "proven"]);
}, 600_000);

it("both_prove_every_archived_case", async () => {
  for (const pack of packages) {
    const theirs = program.ask("package", program.write("package.tar", pack.tar));
    expect(answerOf(await verifyPackage(blobOf(pack.tar), null))).toEqual(theirs);
    expect(theirs).toEqual({ verdict: "not_witnessed", places: [] });
  }
});
