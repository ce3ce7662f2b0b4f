/**
 * Packages drawn at random are sound to both verifiers; of each, some are changed in one place, and
 * both must find that, name it alike, and never call it proven. `LIUHEN_MUTATIONS` asks for more than
 * the short form, `LIUHEN_SEED` for others; with `LIUHEN_UNSHOWN`, the control, they are shown the
 * sound package instead of the changed one.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyPackage } from "../verifier/src/core/package";
import { Policy } from "../verifier/src/core/policy";
import { drawn } from "../verifier/test/damage";
import { need } from "../verifier/test/exported";
import { drawnPackage, mutationOf } from "../verifier/test/mutations";
import { type Answer, answerOf, Program } from "../verifier/test/program";
import { blobOf, POLICY } from "../verifier/test/sample";

const OF_EACH = 10;
const COUNT = Number(process.env.LIUHEN_MUTATIONS ?? 200);
const SEED = Number(process.env.LIUHEN_SEED ?? 20250307);

let program: Program;
beforeAll(() => void (program = new Program(`${need("LIUHEN_PROGRAM")}-verify`)));
afterAll(() => program.end());

it(
  "no_change_is_overlooked_and_no_sound_package_accused",
  async () => {
    const policy = Policy.parse(POLICY);
    if (typeof policy === "string") throw new Error(policy);
    const policyFile = program.write("policy.txt", POLICY);
    const both = async (tar: Uint8Array): Promise<[Answer, Answer]> => [program.ask("package", program.write("package.tar", tar), "--policy", policyFile), answerOf(await verifyPackage(blobOf(tar), policy))];
    const draw = drawn(SEED);
    const wrong: string[] = [];
    const verdicts = new Map<string, number>();
    const count = (verdict: string): void => void verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    for (let made = 0; made < COUNT; made += OF_EACH) {
      const pack = drawnPackage(draw);
      const sound = { verdict: "proven", places: [] };
      for (const answer of await both(pack.tar)) if (JSON.stringify(answer) !== JSON.stringify(sound)) wrong.push(`package ${made / OF_EACH} is sound: ${JSON.stringify(answer)}`);
      for (let i = 0; i < OF_EACH; i++) {
        const { name, tar } = mutationOf(pack, draw);
        const [theirs, ours] = await both(process.env.LIUHEN_UNSHOWN ? pack.tar : tar);
        count(theirs.verdict);
        if (JSON.stringify(theirs) !== JSON.stringify(ours)) wrong.push(`package ${made / OF_EACH}, ${name}\n  program ${JSON.stringify(theirs)}\n  page    ${JSON.stringify(ours)}`);
        // A witness's line that is no longer its own is a line of nobody: the verdict itself says so.
        const isNamed = theirs.places.length > 0 || (theirs.verdict === "not_witnessed" && name.startsWith("data/checkpoint.txt changed, manifests"));
        if (theirs.verdict === "proven" || !isNamed) wrong.push(`package ${made / OF_EACH}, ${name}: ${JSON.stringify(theirs)}`);
      }
    }
    console.info(`${COUNT} changes of ${COUNT / OF_EACH} sound packages, seed ${SEED}: ${[...verdicts].map(([verdict, n]) => `${verdict} ${n}`).join(", ")}`);
    expect(wrong.slice(0, 20).join("\n")).toBe("");
  },
  3_600_000,
);
