/** Field clips as cameras leave them, made by ffmpeg: the time burnt in, whole or broken off. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Clip {
  codec: "h264" | "h265";
  /** What the camera's clock says at the first picture, in milliseconds since 1970. */
  fromMs: number;
  seconds: number;
  /** Noise in the picture, so that the file is large enough to be caught on its way. */
  large?: boolean;
}

/** Fonts for the burnt-in time; without one the picture has none, and the story is the same. */
const FONTS = ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"];
const ZONE_S = 8 * 3600;

/** The name a recorder would give: its number, then the time it believes to be. */
export function fileName(camera: string, fromMs: number): string {
  const stamp = new Date(fromMs + ZONE_S * 1000).toISOString().replace(/\D/g, "").slice(0, 14);
  return `${camera}_${stamp.slice(0, 8)}_${stamp.slice(8)}.mp4`;
}

/** Makes the clip in `folder` under its recorder's name. */
export async function make(folder: string, camera: string, clip: Clip): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, fileName(camera, clip.fromMs));
  const size = clip.large ? "1280x720" : "320x180";
  const filters = [...(clip.large ? ["noise=alls=100:allf=t"] : []), ...(await clock(folder, clip))];
  const codec = clip.codec === "h264" ? ["-c:v", "libx264", "-crf", clip.large ? "8" : "30"] : ["-c:v", "libx265", "-crf", "32", "-x265-params", "log-level=error", "-tag:v", "hvc1"];
  await run("ffmpeg", [
    ...["-v", "error", "-nostdin", "-y"],
    ...["-f", "lavfi", "-t", String(clip.seconds), "-i", `testsrc2=size=${size}:rate=10`],
    ...["-f", "lavfi", "-t", String(clip.seconds), "-i", "sine=frequency=440:sample_rate=32000", "-c:a", "aac", "-b:a", "48k"],
    ...(filters.length === 0 ? [] : ["-vf", filters.join(",")]),
    ...codec,
    ...["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-metadata", `creation_time=${new Date(clip.fromMs).toISOString()}`, "-f", "mp4", path],
  ]);
  return path;
}

/** Keeps the first part of a clip's bytes: what a camera leaves whose battery was pulled. */
export async function cutShort(path: string, share: number): Promise<void> {
  await truncate(path, Math.floor((await stat(path)).size * share));
}

async function clock(folder: string, clip: Clip): Promise<string[]> {
  const font = FONTS.find((one) => existsSync(one));
  if (font === undefined) return [];
  const text = join(folder, `clock-${clip.fromMs}.txt`);
  // Read from a file, since a text inside a filter would need three levels of escaping.
  await writeFile(text, `%{pts:gmtime:${Math.floor(clip.fromMs / 1000) + ZONE_S}:%Y-%m-%d %H\\:%M\\:%S}`);
  return [`drawtext=fontfile=${font}:textfile='${text}':fontsize=18:fontcolor=white:box=1:boxcolor=black@0.6:x=8:y=h-th-8`];
}
