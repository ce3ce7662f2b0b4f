/** Times as the office reads them. Everything is shown in +08:00, whatever the browser's zone. */

const ZONE_MS = 8 * 3_600_000;
const two = (n: number) => String(n).padStart(2, "0");

interface Civil {
  y: number;
  m: number;
  d: number;
  hh: number;
  mm: number;
  ss: number;
}

function civil(ms: number): Civil {
  const t = new Date(ms + ZONE_MS);
  return {
    y: t.getUTCFullYear(),
    m: t.getUTCMonth() + 1,
    d: t.getUTCDate(),
    hh: t.getUTCHours(),
    mm: t.getUTCMinutes(),
    ss: t.getUTCSeconds(),
  };
}

/** Milliseconds of an RFC 3339 instant; NaN if it is none. */
export const instantMs = (text: string): number => Date.parse(text);

const ms = (at: string | number): number => (typeof at === "number" ? at : instantMs(at));

/** `2025年3月7日 10:05` */
export function formatInstant(at: string | number | null | undefined): string {
  if (at == null) return "—";
  const t = ms(at);
  if (Number.isNaN(t)) return String(at);
  const c = civil(t);
  return `${c.y}年${c.m}月${c.d}日 ${two(c.hh)}:${two(c.mm)}`;
}

/** `3月7日 10:05`, with the year in front when it is not the year of `now`. */
export function formatShort(at: string | number | null | undefined, now: string | number = Date.now()): string {
  if (at == null) return "—";
  const t = ms(at);
  if (Number.isNaN(t)) return String(at);
  const c = civil(t);
  const year = c.y === civil(ms(now)).y ? "" : `${c.y}年`;
  return `${year}${c.m}月${c.d}日 ${two(c.hh)}:${two(c.mm)}`;
}

/** `10:05` or `10:05:09` */
export function formatClock(at: string | number, seconds = false): string {
  const c = civil(ms(at));
  return `${two(c.hh)}:${two(c.mm)}${seconds ? `:${two(c.ss)}` : ""}`;
}

/** `2025年3月7日` of a civil day `2025-03-07` or of an instant. */
export function formatDay(on: string | null | undefined): string {
  if (on == null) return "—";
  const plain = /^(\d{4})-(\d{2})-(\d{2})$/.exec(on);
  if (plain) return `${plain[1]}年${Number(plain[2])}月${Number(plain[3])}日`;
  const t = ms(on);
  if (Number.isNaN(t)) return on;
  const c = civil(t);
  return `${c.y}年${c.m}月${c.d}日`;
}

/** Civil day `2025-03-07` in +08:00 of an instant. */
export function dayOf(at: string | number): string {
  const c = civil(ms(at));
  return `${c.y}-${two(c.m)}-${two(c.d)}`;
}

/** RFC 3339 in +08:00, to the second: what the server wants. */
export function toWire(at: number): string {
  const c = civil(at);
  return `${c.y}-${two(c.m)}-${two(c.d)}T${two(c.hh)}:${two(c.mm)}:${two(c.ss)}+08:00`;
}

/** A length in words: `3 天 2 小时`, `3 小时 12 分`, `14 分`, `9 秒`. */
export function formatSpan(lastedMs: number): string {
  const s = Math.max(0, Math.round(lastedMs / 1000));
  if (s < 60) return `${s} 秒`;
  const min = Math.floor(s / 60);
  if (min < 60) return s % 60 && min < 10 ? `${min} 分 ${s % 60} 秒` : `${min} 分`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 ? `${h} 小时 ${min % 60} 分` : `${h} 小时`;
  const d = Math.floor(h / 24);
  return h % 24 && d < 10 ? `${d} 天 ${h % 24} 小时` : `${d} 天`;
}

/** A playing time: `0:09`, `14:03`, `1:02:03`. */
export function formatLength(lengthMs: number | null | undefined): string {
  if (lengthMs == null) return "—";
  const s = Math.max(0, Math.floor(lengthMs / 1000));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}
