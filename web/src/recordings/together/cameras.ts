/** Which clips of a visit come from one camera, and which of them run at a moment. Pure. */
import { holes, type Span } from "../spans";

export interface CameraClip extends Span {
  /** The recording's id; `from` and `to` are real time. */
  id: string;
  label: string;
}

export interface Camera {
  /** Id of its first clip: safe in an address. */
  key: string;
  label: string;
  clips: CameraClip[];
}

/** The part of a recording that places it. */
export interface Placed {
  recording_id: string;
  file_name: string;
  deposited_by: string;
  device_id: string | null;
  started_at: string | null;
  duration_ms: number | null;
  state: string;
  preview: boolean;
}

/** Pictures at once; more are too small to see anything in. */
export const MOST_CAMERAS = 4;

/**
 * Clips of one device are one camera. Without a known device those of one person are, as long as no
 * two of them run at the same time: nobody wears two and knows.
 */
export function camerasOf(recordings: readonly Placed[]): Camera[] {
  const cameras: (Camera & { of: string })[] = [];
  const clips = recordings.flatMap((one) => {
    const from = one.started_at === null ? NaN : Date.parse(one.started_at);
    if (Number.isNaN(from) || one.duration_ms === null || one.duration_ms <= 0 || one.state !== "ready") return [];
    const of = one.device_id ?? `person:${one.deposited_by}`;
    return [{ of, person: one.deposited_by, clip: { id: one.recording_id, label: one.file_name, from, to: from + one.duration_ms } }];
  });
  clips.sort((a, b) => a.clip.from - b.clip.from || a.clip.id.localeCompare(b.clip.id));
  for (const { of, person, clip } of clips) {
    const free = cameras.find((camera) => camera.of === of && (camera.clips[camera.clips.length - 1]?.to ?? 0) <= clip.from + OVERLAP_SLACK_MS);
    if (free === undefined) cameras.push({ of, key: clip.id, label: person, clips: [clip] });
    else free.clips.push(clip);
  }
  const twice = new Map<string, number>();
  return cameras.map(({ key, label, clips: own }) => {
    const nth = (twice.get(label) ?? 0) + 1;
    twice.set(label, nth);
    return { key, label: nth === 1 ? label : `${label}（${nth}）`, clips: own };
  });
}

/** A recorder that cuts its files may claim an end a little after the next start. */
const OVERLAP_SLACK_MS = 1_500;

/** The clip of a camera that runs at a moment; the later one where two meet. */
export function clipAt(camera: Camera, atMs: number): CameraClip | null {
  return camera.clips.findLast((clip) => clip.from <= atMs && atMs < clip.to) ?? null;
}

/** From the first picture of any to the last. Null without a clip. */
export function wholeOf(cameras: readonly Camera[]): Span | null {
  const clips = cameras.flatMap((camera) => camera.clips);
  if (clips.length === 0) return null;
  return { from: Math.min(...clips.map((clip) => clip.from)), to: Math.max(...clips.map((clip) => clip.to)) };
}

/** Where a camera recorded nothing. */
export const gapsOf = (camera: Camera, whole: Span): Span[] => holes(camera.clips, whole);

/** The first moment at which most cameras run: where watching them together begins. */
export function bestStart(cameras: readonly Camera[]): number | null {
  let best: { at: number; many: number } | null = null;
  for (const at of cameras.flatMap((camera) => camera.clips.map((clip) => clip.from)).sort((a, b) => a - b)) {
    const many = cameras.filter((camera) => clipAt(camera, at) !== null).length;
    if (best === null || many > best.many) best = { at, many };
  }
  return best?.at ?? null;
}

/** The cameras wanted by their keys or by a clip of theirs, in the order of the list; the first few without a wish. */
export function chosenOf(cameras: readonly Camera[], wanted: readonly string[]): Camera[] {
  const is = (camera: Camera) => wanted.includes(camera.key) || camera.clips.some((clip) => wanted.includes(clip.id));
  const chosen = cameras.filter(is);
  return (chosen.length === 0 ? cameras : chosen).slice(0, MOST_CAMERAS);
}
