/** From a complaint to an opened case. */
import { choose } from "./form";
import type { People } from "./people";
import { type Matter, record } from "./records";

/** Art. 9(一). */
export async function register(people: People, mark: string): Promise<Matter> {
  const page = await people.at("lihua");
  const place = "清河县安澜街道灯市路18号";
  const title = `涉嫌销售以不合格产品冒充合格产品案${mark}`;
  await page.getByRole("link", { name: "登记新案件" }).click();
  await choose(page, page.getByRole("combobox", { name: "来源类别" }), "投诉");
  await page.getByLabel("内容摘要").fill("投诉人反映该店销售的移动式转换器外壳发烫，外包装标注的执行标准已经废止。");
  await page.getByLabel("姓名（名称）").fill(`清河县明灯五金经营部${mark}`);
  await page.getByLabel("统一社会信用代码").fill("92330199MA0MDWJ14U");
  await page.getByLabel("法定代表人（负责人）").fill("周启明");
  await page.getByLabel("联系电话").fill("0571-5550118");
  await page.getByLabel("住所（地址）").fill(place);
  await page.getByRole("main").getByLabel("案由").fill(title);
  await choose(page, page.getByRole("combobox", { name: "承办人" }), "王强");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.waitForURL(/\/cases\/case_/);
  await page.getByRole("heading", { name: title }).waitFor();
  return { people, mark, place, href: new URL(page.url()).pathname, title, partyName: "周启明", shown: new Set() };
}

/** Art. 9(一): the last signature under the filing form opens the case. */
export async function openTheCase(matter: Matter): Promise<void> {
  await record(matter, "WS01", { source_kind: "投诉" });
  await record(matter, "WS02");
  const page = await matter.people.at("lihua");
  await page.goto(matter.href);
  await page.getByText(/清市监立〔\d{4}〕\d+号/).first().waitFor();
  await page.getByText("办理中").first().waitFor();
}

