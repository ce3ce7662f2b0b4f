/** Fills the generated form of a record, field by field, as a person reads it: by its Chinese title. */
import type { Locator, Page } from "playwright-core";
import type { Field, Kind, Values } from "./catalogue";

/** `2026年3月7日`, with the time of day unless only the day is asked for. All in +08:00. */
export function inChinese(ms: number, withTime = true): string {
  const at = new Date(ms + 8 * 3_600_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return withTime ? `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}` : day;
}

export const DAY_MS = 86_400_000;

/**
 * What is given is written; what the system brought in stays; every other blank gets what the
 * catalogue's example says, and today or now where that names a time.
 */
export async function fill(page: Page, kind: Kind, given: Values): Promise<void> {
  const form = page.locator(".schema-form");
  await form.waitFor();
  const blank = new Set(await form.evaluate(blanks));
  for (const field of kind.fields) {
    if (!(field.name in given) && !blank.has(field.name)) continue;
    const value = given[field.name] ?? usual(field, kind.example[field.name]);
    if (value !== undefined) await enter(page, form, field, value);
  }
}

/** Runs in the page: names of the fields in which nothing stands yet. */
function blanks(form: Element): string[] {
  const says = (input: Element) => (input.matches("[type=radio],[type=checkbox]") ? input.matches(":checked") : (input as HTMLInputElement).value !== "");
  return [...form.querySelectorAll<HTMLElement>("[data-field]")]
    .filter((field) => ![...field.querySelectorAll("input,textarea")].some(says) && field.querySelector(".ant-select-selection-item, .ant-select-content-value") === null)
    .map((field) => field.dataset["field"] ?? "");
}

/** Ids of the example belong to nobody here, and its days are long past. */
function usual(field: Field, example: unknown): unknown {
  if (example === undefined) return undefined;
  if (field.widget === "record" || field.widget === "recording" || field.widget === "officers") return undefined;
  if (field.widget === "date" || field.widget === "datetime") return Date.now();
  return example;
}

/** The label's text begins with the title; a star and an article may follow. */
const titled = (title: string): RegExp => new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}( \\*)?( |$)`);

async function enter(page: Page, form: Locator, field: Field, value: unknown): Promise<void> {
  const box = form.getByLabel(titled(field.title));
  switch (field.widget) {
    case "date":
    case "datetime":
      await box.fill(inChinese(Number(value), field.widget === "datetime"));
      await box.press("Enter");
      return;
    case "money":
      await box.fill((Number(value) / 100).toFixed(2));
      return;
    case "checkbox":
      if (field.mustTick) await form.getByRole("checkbox", { name: field.yes ?? field.title }).check();
      else await group(form, "radiogroup", field).getByRole("radio", { name: value === true ? (field.yes ?? "是") : (field.no ?? "否"), exact: true }).check();
      return;
    case "choice":
      if (field.options.length <= 6) await group(form, "radiogroup", field).getByRole("radio", { name: String(value), exact: true }).check();
      else await choose(page, box, String(value));
      return;
    case "record":
    case "recording":
      await choose(page, box, String(value));
      return;
    case "officers":
      for (const name of value as string[]) await choose(page, box, name);
      await page.keyboard.press("Escape");
      return;
    case "items":
      await enterRows(group(form, "group", field), field, value as Values[]);
      return;
    default:
      await box.fill(String(value));
  }
}

const group = (form: Locator, role: "group" | "radiogroup", field: Field): Locator => form.getByRole(role, { name: titled(field.title) });

/** Picks the first option whose text has `words` in it; a long list is searched, as a person would. */
export async function choose(page: Page, box: Locator, words: string): Promise<void> {
  await box.click();
  if (await box.isEditable()) await box.fill(words);
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: words }).first().click();
}

async function enterRows(table: Locator, field: Field, rows: readonly Values[]): Promise<void> {
  for (const [index, row] of rows.entries()) {
    await table.getByRole("button", { name: "添加一行" }).click();
    for (const column of field.columns) {
      const value = row[column.name];
      if (value === undefined) continue;
      const cell = table.getByLabel(`第 ${index + 1} 行 ${column.title}`, { exact: true });
      if (column.widget === "choice") await choose(table.page(), cell, String(value));
      else await cell.fill(String(value));
    }
  }
}
