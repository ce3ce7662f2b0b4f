/**
 * Two verifiers that share no code are asked about the same real packages, sound and damaged, and
 * must answer alike. `LIUHEN_PROGRAM` exports the archived cases of the sample county; the command
 * line's verifier lies beside it.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { toBase64, toHex } from "../verifier/src/core/bytes";
import { parseFactProof, verifyFact } from "../verifier/src/core/fact";
import { verifyPackage } from "../verifier/src/core/package";
import { Policy } from "../verifier/src/core/policy";
import { parseSlip, verifySlip } from "../verifier/src/core/slip";
import { leafHash } from "../verifier/src/core/tree";
import { fingerprintOf } from "../verifier/src/core/certificate";
import { Authority, P256, RSA } from "../verifier/test/authority";
import { boxed, packBoxed, SPOILT } from "../verifier/test/boxed";
import { damagesOf, Package } from "../verifier/test/damage";
import { exportedPackages, firstOf, need } from "../verifier/test/exported";
import { type Answer, answerOf, Program } from "../verifier/test/program";
import { blobOf, POLICY, WITNESS } from "../verifier/test/sample";

let program: Program;
let packages: Package[];

beforeAll(() => {
  program = new Program(`${need("LIUHEN_PROGRAM")}-verify`);
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

const sm3KeyOf = (pack: Package): string => new TextDecoder().decode(pack.bytes("data/sm3/log.vkey")).trim();

it("both_say_the_same_under_a_policy_that_demands_both_trees", async () => {
  const pack = firstOf(packages).cosigned().cosigned("data/sm3/checkpoint.txt");
  const { asked, differ, verdicts } = await differences(pack, 3, `log ${keyOf(pack)}\nlog ${sm3KeyOf(pack)}\nwitness w ${WITNESS.vkey}\nquorum w\n`);
  expect(differ.join("\n")).toBe("");
  expect(asked).toBeGreaterThan(200);
  expect([...verdicts].sort()).toEqual(["incomplete", "invalid", "proven"]);
}, 600_000);

it("both_say_the_same_under_a_policy_of_the_sm3_tree_alone", async () => {
  const pack = firstOf(packages).cosigned();
  const { differ, verdicts } = await differences(pack, 4, `log ${sm3KeyOf(pack)}\nwitness w ${WITNESS.vkey}\nquorum w\n`);
  expect(differ.join("\n")).toBe("");
  expect([...verdicts].sort()).toEqual(["incomplete", "invalid", "not_witnessed"]);
}, 600_000);

it("both_say_the_same_of_outside_clocks", async () => {
  const policy = Policy.parse(POLICY);
  if (typeof policy === "string") throw new Error(policy);
  const args = ["--policy", program.write("policy.txt", POLICY)];
  const clocks = [[-60, 60, 600], [600, 60, 600], [361, 60, 600], [360, 60, 600], [3_600, 3_660, 3_700], [-9_000, -7_200, -7_100], [-60, 700, 60]] as const;
  const tars: [string, Uint8Array][] = clocks.map(([before, after, last]) => [`${before} ${after} ${last}`, packBoxed(boxed(before, after, last))]);
  for (const [name, , spoil] of SPOILT) {
    const made = boxed(-60, 60, 600);
    spoil(made);
    tars.push([name, packBoxed(made)]);
  }
  for (const rest of ["{", "{}\n", "[]\n", "\n"]) tars.push([`a rest of ${rest}`, packBoxed(boxed(-60, 60, 600), rest)]);
  tars.push(...[...damagesOf(new Package(packBoxed(boxed(-60, 60, 600))), 3)].map(({ name, tar }): [string, Uint8Array] => [name, tar]));
  const differ: string[] = [];
  for (const [name, tar] of tars)
    for (const trusted of [true, false]) {
      const theirs = program.ask("package", program.write("package.tar", tar), ...(trusted ? args : []));
      const ours = answerOf(await verifyPackage(blobOf(tar), trusted ? policy : null));
      if (JSON.stringify(theirs) !== JSON.stringify(ours)) differ.push(`${name}\n  program ${JSON.stringify(theirs)}\n  page    ${JSON.stringify(ours)}`);
    }
  expect(differ.join("\n")).toBe("");
}, 600_000);

/** Each token is bound by its leaf, so that both look into it, whatever was done to it. */
it("both_say_the_same_of_time_stamps", async () => {
  const differ: string[] = [];
  for (const key of [RSA, P256]) {
    const authority = new Authority(key);
    const root = authority.certificate("ca.pem");
    const text = `# tsa 授时 sha256:${fingerprintOf(root)}\n${POLICY}`;
    const policy = Policy.parse(text);
    if (typeof policy === "string") throw new Error(policy);
    const args = ["--policy", program.write("policy.txt", text)];
    const compare = async (name: string, token: (note: string) => Uint8Array, certificates = [root]): Promise<boolean> => {
      const tar = packBoxed(boxed(-60, 60, 600, (note) => ({ token: token(note), certificates })));
      const theirs = program.report("package", program.write("package.tar", tar), ...args);
      const ours = await verifyPackage(blobOf(tar), policy);
      const counts = [(theirs.times?.boxes ?? []).some(({ not_after }) => not_after?.by === "授时"), (ours.times ?? []).join("").includes("授时")] as const;
      const [a, b] = [answerOf(theirs), answerOf(ours)].map((one) => JSON.stringify(one));
      // What contradicts itself is named, and boxes nothing.
      const isBoxed = ours.verdict !== "invalid";
      if (a !== b || (isBoxed && counts[0] !== counts[1])) differ.push(`${name}\n  program ${a} ${counts[0]}\n  page    ${b} ${counts[1]}`);
      return counts[1];
    };
    const at = "20251124160000Z";
    expect(await compare("sound", (note) => authority.token(note, at))).toBe(true);
    expect(await compare("nobody's", (note) => authority.token(note, at), [])).toBe(false);
    await compare("later", (note) => authority.token(note, "20251124160800Z"));
    await compare("over something else", () => authority.token("else", at));
    await compare("PSS", (note) => authority.token(note, at, "tsa.pem", ...(key === RSA ? ["-keyopt", "rsa_padding_mode:pss"] : [])));
    authority.certify("expired.pem", undefined, "20251124155959Z");
    await compare("expired", (note) => authority.token(note, at, "expired.pem"));
    authority.certify("plain.pem", "extendedKeyUsage=timeStamping");
    await compare("not critical", (note) => authority.token(note, at, "plain.pem"));
    for (const usage of ["basicConstraints=critical,CA:TRUE,pathlen:0", "basicConstraints=critical,CA:FALSE", "keyUsage=keyCertSign", "basicConstraints=critical,CA:TRUE\nextendedKeyUsage=codeSigning", "basicConstraints=critical,CA:TRUE\nnameConstraints=permitted;DNS:example.org"]) {
      authority.between("middle", usage);
      authority.certify("under.pem", undefined, undefined, "middle");
      const counts = await compare(usage, (note) => authority.token(note, at, "under.pem"), [root, authority.certificate("middle.pem")]);
      expect(counts, usage).toBe(usage.includes("pathlen"));
    }
    const { length } = authority.token("any", at);
    for (let place = 0; place < length; place += 3)
      await compare(`a flip at ${place}`, (note) => {
        const token = authority.token(note, at);
        token[place] = (token[place] ?? 0) ^ (1 << place % 8);
        return token;
      });
    authority.end();
  }
  expect(differ.join("\n")).toBe("");
}, 600_000);

it("both_prove_every_archived_case", async () => {
  for (const pack of packages) {
    const theirs = program.ask("package", program.write("package.tar", pack.tar));
    expect(answerOf(await verifyPackage(blobOf(pack.tar), null))).toEqual(theirs);
    expect(theirs).toEqual({ verdict: "not_witnessed", places: [] });
  }
});

interface Proof {
  n: number;
  leaf: string;
  hashes: string[];
  checkpoint: string;
  log_vkey?: string;
  tree_size?: number;
  leaf_hash?: string;
  sm3?: { hashes: string[]; checkpoint: string; log_vkey?: string; tree_size?: number; root?: string };
}

/** A document of the case with the proof of the fact that binds it. */
function documentOf(pack: Package): { bytes: Uint8Array; proof: Proof } {
  const text = (path: string): string => new TextDecoder().decode(pack.bytes(path));
  const path = pack.paths.find((one) => one.startsWith("data/main/")) ?? "";
  const listed = text("manifest-sha256.txt").split("\n").find((line) => line.endsWith(path)) ?? "";
  const lines = <T>(name: string): T[] => text(name).trim().split("\n").map((line) => JSON.parse(line) as T);
  const fact = lines<{ n: number; leaf: string }>("data/facts.jsonl").find(({ leaf }) => leaf.includes(listed.slice(0, 64)));
  const proof = lines<{ n: number; proof: string[] }>("data/proofs.jsonl").find(({ n }) => n === fact?.n);
  const inSm3 = lines<{ n: number; proof: string[] }>("data/sm3/proofs.jsonl").find(({ n }) => n === fact?.n);
  if (!fact || !proof || !inSm3) throw new Error("no fact binds the document");
  const sm3 = { hashes: inSm3.proof, checkpoint: text("data/sm3/checkpoint.txt"), log_vkey: sm3KeyOf(pack) };
  return { bytes: pack.bytes(path), proof: { n: fact.n, leaf: fact.leaf, hashes: proof.proof, checkpoint: text("data/checkpoint.txt"), log_vkey: keyOf(pack), sm3 } };
}

/** Codes only: the command line calls the places of a proof by the names that they have in a package. */
const withoutPlaces = ({ verdict, places }: Answer) => ({ verdict, codes: [...new Set(places.map((place) => place.split(" ")[0]))].sort() });

it("both_say_the_same_of_one_file_and_its_proof", async () => {
  const pack = firstOf(packages).cosigned().cosigned("data/sm3/checkpoint.txt");
  const { bytes, proof } = documentOf(pack);
  const rest = `witness w ${WITNESS.vkey}\nquorum w\n`;
  const policies = [`log ${keyOf(pack)}\n${rest}`, `log ${keyOf(pack)}\nlog ${sm3KeyOf(pack)}\n${rest}`, `log ${sm3KeyOf(pack)}\n${rest}`, null];
  const ofSm3 = (change: (part: NonNullable<Proof["sm3"]>) => void) => (one: Proof) => {
    if (one.sm3) change(one.sm3);
  };
  const changes: [string, (proof: Proof) => void][] = [
    ["nothing", () => undefined],
    ["index", (one) => void (one.n += 1)],
    ["leaf", (one) => void (one.leaf = one.leaf.replace('"at":1', '"at":2'))],
    ["form of the leaf", (one) => void (one.leaf += " ")],
    ["hash left out", (one) => void one.hashes.pop()],
    ["hashes swapped", (one) => void one.hashes.reverse()],
    ["hash that is none", (one) => void (one.hashes[0] = "x")],
    ["size", (one) => void (one.checkpoint = one.checkpoint.replace(/\n\d+\n/, "\n7\n"))],
    ["signature", (one) => void (one.checkpoint = one.checkpoint.replace(/(— [^ ]+ .{12})./, (head) => head.replace(/.$/, (c) => (c === "A" ? "B" : "A"))))],
    ["key", (one) => void (one.log_vkey = WITNESS.vkey)],
    ["key that is none", (one) => void (one.log_vkey = "x")],
    ["no key", (one) => void delete one.log_vkey],
    ["another size beside it", (one) => void (one.tree_size = 1)],
    ["its hash in hexadecimal beside it, as the system writes it", (one) => void (one.leaf_hash = toHex(leafHash(one.leaf)))],
    ["its hash in base64 beside it", (one) => void (one.leaf_hash = toBase64(leafHash(one.leaf)))],
    ["another hash beside it", (one) => void (one.leaf_hash = "00".repeat(32))],
    ["no SM3 part", (one) => void delete one.sm3],
    ["SM3 hash left out", ofSm3((part) => void part.hashes.pop())],
    ["the hashes of the other tree", (one) => void (one.sm3 && (one.sm3.hashes = one.hashes))],
    ["SM3 size", ofSm3((part) => void (part.checkpoint = part.checkpoint.replace(/\n\d+\n/, "\n7\n")))],
    ["SM3 signature", ofSm3((part) => void (part.checkpoint = part.checkpoint.replace(/(— [^ ]+ .{12})./, (head) => head.replace(/.$/, (c) => (c === "A" ? "B" : "A")))))],
    ["the checkpoint of the other tree", (one) => void (one.sm3 && (one.sm3.checkpoint = one.checkpoint))],
    ["the key of the other tree", (one) => void (one.sm3 && one.log_vkey && (one.sm3.log_vkey = one.log_vkey))],
    ["no SM3 key", ofSm3((part) => void delete part.log_vkey)],
    ["another SM3 size beside it", ofSm3((part) => void (part.tree_size = 1))],
    ["another SM3 root beside it", ofSm3((part) => void (part.root = "00".repeat(32)))],
  ];
  for (const policyText of policies)
    for (const flip of [false, true])
      for (const [name, change] of changes) {
        const policy = policyText === null ? null : Policy.parse(policyText);
        if (typeof policy === "string") throw new Error(policy);
        const changed = structuredClone(proof);
        change(changed);
        const file = flip ? bytes.map((byte, i) => (i === 99 ? byte ^ 1 : byte)) : bytes;
        const args = [program.write("file.pdf", file), "--proof", program.write("proof.json", JSON.stringify(changed)), ...(policyText === null ? [] : ["--policy", program.write("policy.txt", policyText)])];
        const read = parseFactProof(JSON.stringify(changed), "");
        if (typeof read === "string") throw new Error(read);
        const ours = answerOf(await verifyFact(blobOf(file), read, policy));
        expect([name, policyText, flip, withoutPlaces(ours)]).toEqual([name, policyText, flip, withoutPlaces(program.ask("original", ...args))]);
      }
}, 120_000);

/** The line of a slip. */
const slipOf = (origin: string, index: number, hash: Uint8Array): string => `LH1|${origin}|${index}|${toBase64(hash).replaceAll("+", "-").replaceAll("/", "_").replace("=", "")}`;

it("both_say_the_same_of_a_slip", async () => {
  const pack = firstOf(packages).cosigned();
  const { proof } = documentOf(pack);
  const [origin] = keyOf(pack).split("+");
  if (origin === undefined) throw new Error("no name");
  const [policyText, hash] = [`log ${keyOf(pack)}\nwitness w ${WITNESS.vkey}\nquorum w\n`, leafHash(proof.leaf)];
  const policy = Policy.parse(policyText);
  if (typeof policy === "string") throw new Error(policy);
  const right = slipOf(origin, proof.n, hash);
  const slips = [right, ` ${right}\n`, right.slice(1), right.slice(0, -1), `${right}A`, right.replace("LH1", "LH2"), slipOf("other.example/1", proof.n, hash), slipOf("a b", proof.n, hash), slipOf(origin, proof.n + 1, hash), slipOf(origin, proof.n, hash.map((byte) => byte ^ 1)), right.replace(`|${proof.n}|`, `|0${proof.n}|`), right.replace(/.$/, "_"), `${"x".repeat(600)}`, "LH1|||"];
  const changes: ((proof: Proof) => void)[] = [() => undefined, (one) => void (one.n += 1), (one) => void (one.leaf += " "), (one) => void one.hashes.pop(), (one) => void (one.checkpoint = one.checkpoint.replace(/\n\d+\n/, "\n7\n")), (one) => void delete one.log_vkey];
  const verdicts = new Set<string>();
  for (const trusted of [true, false])
    for (const [at, change] of changes.entries())
      for (const text of slips) {
        const changed = structuredClone(proof);
        change(changed);
        const read = parseFactProof(JSON.stringify(changed), "");
        if (typeof read === "string") throw new Error(read);
        const args = [text, "--proof", program.write("proof.json", JSON.stringify(changed)), ...(trusted ? ["--policy", program.write("policy.txt", policyText)] : [])];
        const ours = answerOf(await verifySlip(text, read, trusted ? policy : null));
        verdicts.add(ours.verdict);
        expect([text, at, trusted, withoutPlaces(ours)]).toEqual([text, at, trusted, withoutPlaces(program.ask("receipt", ...args))]);
      }
  expect([...verdicts].sort()).toEqual(["incomplete", "invalid", "not_witnessed", "proven"]);
  expect(typeof parseSlip(right)).toBe("object");
}, 120_000);
