/** Sizes, shares, digests and articles as people read them. */

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** `4.2 GB`; 1 KB is 1024 B, as Windows shows it. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes == null) return "—";
  let n = bytes;
  let unit = 0;
  while (n >= 1024 && unit < UNITS.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${UNITS[unit]}`;
}

/** Parts per million as `93.3%`; never rounds an incomplete share up to 100%. */
export function formatPpm(ppm: number | null | undefined): string {
  if (ppm == null) return "—";
  if (ppm >= 1_000_000) return "100%";
  return `${(Math.floor(ppm / 1000) / 10).toFixed(1)}%`;
}

/** `a1b2c3d4…` */
export const shortDigest = (hex: string, length = 8): string => (hex.length > length ? `${hex.slice(0, length)}…` : hex);

/** `11(三)` → `本办法第11条第(三)项`, `行政处罚法 54` → `行政处罚法第54条`, as the server says it; anything else stays. */
export function formatArticle(article: string | null | undefined): string {
  if (!article) return "";
  const found = /^(?:([^\s\d]+) )?(\d{1,3})(?:\.(\d))?(?:\(([一二三四五六七八九十]+)\))?$/.exec(article.trim());
  if (!found) return article;
  const [, law = "本办法", number, clause, item] = found;
  return `${law}第${number}条${clause ? `第${clause}款` : ""}${item ? `第(${item})项` : ""}`;
}

/** Integer fen as `1,234.50 元`. */
export function formatFen(fen: number): string {
  const yuan = Math.floor(Math.abs(fen) / 100).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0 ? "−" : ""}${yuan}.${String(Math.abs(fen) % 100).padStart(2, "0")} 元`;
}
