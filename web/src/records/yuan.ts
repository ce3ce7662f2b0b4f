/** Money is integer fen everywhere; people read and type yuan. */

/** `1234.5`, `1,234.50`, `￥30` as fen; null if it is not an amount with at most two decimals. */
export function parseYuan(text: string): number | null {
  const plain = text.replace(/[,，\s]/g, "").replace(/^[￥¥]/, "").replace(/元$/, "");
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(plain);
  if (found === null) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

/** `1,234.50` */
export function yuanText(fen: number): string {
  const yuan = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${yuan}.${String(fen % 100).padStart(2, "0")}`;
}

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

/** `壹仟贰佰叁拾肆元伍角整`: what a decision prints beside the figures. */
export function yuanInWords(fen: number): string {
  const yuan = Math.floor(fen / 100);
  const jiao = Math.floor((fen % 100) / 10);
  const rest = fen % 10;
  const whole = yuan === 0 ? "" : `${wholeInWords(yuan)}元`;
  if (jiao === 0 && rest === 0) return `${whole === "" ? "零元" : whole}整`;
  const tail = `${jiao > 0 ? `${DIGITS.charAt(jiao)}角` : whole === "" ? "" : "零"}${rest > 0 ? `${DIGITS.charAt(rest)}分` : "整"}`;
  return whole + tail;
}

function wholeInWords(yuan: number): string {
  let words = "";
  let zero = false;
  for (let group = GROUPS.length - 1; group >= 0; group -= 1) {
    const part = Math.floor(yuan / 10_000 ** group) % 10_000;
    if (part === 0) {
      zero = words !== "";
      continue;
    }
    if (words !== "" && (zero || part < 1_000)) words += "零";
    words += groupInWords(part) + (GROUPS[group] ?? "");
    zero = false;
  }
  return words;
}

function groupInWords(part: number): string {
  let words = "";
  let zero = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(part / 10 ** place) % 10;
    if (digit === 0) {
      zero = words !== "";
      continue;
    }
    words += `${zero ? "零" : ""}${DIGITS.charAt(digit)}${PLACES[place] ?? ""}`;
    zero = false;
  }
  return words;
}
