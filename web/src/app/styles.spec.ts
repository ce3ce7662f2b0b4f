/** A brace that is missing nests all that follows in one rule, and no tool complains. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SRC = fileURLToPath(new URL("..", import.meta.url));
const sheets = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".css"));

it.each(sheets)("%s_closes_every_rule", (file) => {
  let depth = 0;
  for (const sign of readFileSync(`${SRC}/${file}`, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")) {
    if (sign === "{") depth++;
    if (sign === "}") depth--;
    expect(depth).toBeGreaterThanOrEqual(0);
    expect(depth, "a rule inside a rule inside a rule").toBeLessThanOrEqual(2);
  }
  expect(depth).toBe(0);
});
