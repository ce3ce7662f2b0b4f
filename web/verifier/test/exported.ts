/** The archived cases of the sample county, as its program exports them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Package } from "./damage";

/** `LIUHEN_PROGRAM` exports from the data in `LIUHEN_E2E_FOLDER`. Smallest first. */
export function exportedPackages(): Package[] {
  const [program, data] = [need("LIUHEN_PROGRAM"), join(need("LIUHEN_E2E_FOLDER"), "data")];
  const folder = mkdtempSync(join(tmpdir(), "liuhen-packages-"));
  const listed = execFileSync(program, ["export", "case", "--list", "--archived", "--data", data], { encoding: "utf8" });
  const cases = listed
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "")
    .filter((id) => id.startsWith("case_"));
  const packages = cases.map((id) => {
    const out = join(folder, `${id}.tar`);
    execFileSync(program, ["export", "case", id, "--data", data, "--out", out]);
    return new Package(new Uint8Array(readFileSync(out)));
  });
  rmSync(folder, { recursive: true });
  return packages.sort((a, b) => a.tar.length - b.tar.length);
}

export function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** The smallest one. */
export function firstOf(packages: readonly Package[]): Package {
  const [pack] = packages;
  if (!pack) throw new Error("no archived case");
  return pack;
}
