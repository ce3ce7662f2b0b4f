/** What a key does in the player. Pure, so that the whole key table can be tested and printed. */

export type PlayerCommand =
  | { kind: "toggle" }
  | { kind: "seek"; byMs: number }
  | { kind: "frame"; by: 1 | -1 }
  | { kind: "faster" }
  | { kind: "slower" }
  | { kind: "mark" }
  | { kind: "loop_in" }
  | { kind: "loop_out" }
  | { kind: "loop_clear" }
  | { kind: "beside"; by: 1 | -1 }
  | { kind: "fullscreen" };

/** Speeds from a quarter to four times. */
export const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;
const STEP_MS = 5_000;

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function commandOf(press: KeyPress): PlayerCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  switch (press.key.length === 1 ? press.key.toLowerCase() : press.key) {
    case " ":
    case "k":
      return { kind: "toggle" };
    case "ArrowLeft":
      return { kind: "seek", byMs: -STEP_MS };
    case "ArrowRight":
      return { kind: "seek", byMs: STEP_MS };
    case ",":
    case "，":
      return { kind: "frame", by: -1 };
    case ".":
    case "。":
      return { kind: "frame", by: 1 };
    case "j":
      return { kind: "slower" };
    case "l":
      return { kind: "faster" };
    case "m":
      return { kind: "mark" };
    case "i":
      return { kind: "loop_in" };
    case "o":
      return { kind: "loop_out" };
    case "Escape":
      return { kind: "loop_clear" };
    case "[":
    case "【":
      return { kind: "beside", by: -1 };
    case "]":
    case "】":
      return { kind: "beside", by: 1 };
    case "f":
      return { kind: "fullscreen" };
    default:
      return null;
  }
}

/** The next speed up or down; the ends stay. */
export function nextRate(rate: number, by: 1 | -1): number {
  const at = RATES.findIndex((one) => one >= rate);
  const index = Math.max(0, Math.min(RATES.length - 1, (at === -1 ? RATES.length - 1 : at) + by));
  return RATES[index] ?? 1;
}

/** Length of one frame, from the probe's words such as `1280x720 25 fps`; 25 a second when unknown. */
export function frameMs(details: readonly string[]): number {
  for (const detail of details) {
    const found = /(\d+(?:\.\d+)?)\s*(?:fps|帧)/i.exec(detail);
    const rate = Number(found?.[1]);
    if (rate > 0) return 1000 / rate;
  }
  return 40;
}
