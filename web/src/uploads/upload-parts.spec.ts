import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { claimedStartFromName } from "./claimed-time";
import { digestHead, digestWhole, HEAD_BYTES } from "./file-digest";
import { PlainSha256 } from "./sha256-plain";
import { judgeFailure } from "./transfer-failure";
import { bytesPerSecond, secondsLeft, withSample, type RateSample } from "./transfer-rate";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

describe("digests", () => {
  it("plain SHA-256 equals the platform's at every block boundary, in pieces of any size", () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1_000, 70_001]) {
      const bytes = noise(length);
      const hasher = new PlainSha256();
      for (let at = 0, step = 1; at < length; at += step, step = (step * 3) % 257 || 1) hasher.update(bytes.subarray(at, Math.min(at + step, length)));
      expect(hasher.digest(), `${length} bytes`).toBe(sha256(bytes));
    }
  });

  it("hashes a blob of several pieces and reports each", async () => {
    const bytes = noise(17 * 1024 * 1024);
    const seen: number[] = [];
    expect(await digestWhole(new Blob([bytes]), (n) => seen.push(n))).toBe(sha256(bytes));
    expect(seen).toEqual([8, 16, 17].map((mebibytes) => mebibytes * 1024 * 1024));
  });

  it("recognises a file by its first mebibyte", async () => {
    const bytes = noise(HEAD_BYTES + 5);
    expect(await digestHead(new Blob([bytes]))).toBe(sha256(bytes.subarray(0, HEAD_BYTES)));
    expect(await digestWhole(new Blob([]), () => undefined)).toBe(sha256(new Uint8Array()));
  });
});

describe("a failed request", () => {
  it("is retried when the line or the server broke, when the lock is still held, when the disk is full", () => {
    for (const status of [null, 0, 409, 423, 429, 460, 500, 502, 503, 507]) expect(judgeFailure(status, null, true).kind, String(status)).toBe("retry");
  });
  it("is retried when the server says that the line to it was cut", () => {
    expect(judgeFailure(400, "连接中断", true, "upload.cut").kind).toBe("retry");
    expect(judgeFailure(400, "格式不对", true, "upload.checksum_form").kind).toBe("refused");
  });
  it("never begins a second upload because of a lock", () => {
    expect(judgeFailure(423, null, true).kind).toBe("retry");
  });
  it("starts again only when the server no longer knows the upload", () => {
    expect(judgeFailure(404, null, true).kind).toBe("gone");
    expect(judgeFailure(410, null, true).kind).toBe("gone");
    expect(judgeFailure(404, null, false).kind).toBe("refused");
  });
  it("waits for a login and shows the server's own sentence of a refusal", () => {
    expect(judgeFailure(401, null, true).kind).toBe("login");
    expect(judgeFailure(413, "文件超过 20 GB", false)).toEqual({ kind: "refused", trouble: "文件超过 20 GB" });
  });
});

describe("speed", () => {
  it("is averaged over the last ten seconds and begins anew after a restart", () => {
    let samples: readonly RateSample[] = [];
    for (let second = 0; second <= 20; second += 1) samples = withSample(samples, { atMs: second * 1_000, bytes: second * 50 });
    expect(bytesPerSecond(samples)).toBe(50);
    expect(secondsLeft(500, 50)).toBe(10);
    samples = withSample(samples, { atMs: 21_000, bytes: 3 });
    expect(bytesPerSecond(samples)).toBeNull();
    expect(secondsLeft(500, null)).toBeNull();
  });
});

describe("the time in a camera's file name", () => {
  it("is read in the usual shapes", () => {
    const expected = "2025-03-07T10:05:09+08:00";
    for (const name of ["DSJ_20250307_100509.mp4", "20250307100509_0001.MP4", "2025-03-07 10-05-09.mov"]) expect(claimedStartFromName(name), name).toBe(expected);
  });
  it("is not invented", () => {
    for (const name of ["现场录像.mp4", "20251399_250000.mp4", "20250230_100000.mp4", "1234567890123456789.mp4"]) expect(claimedStartFromName(name), name).toBeNull();
  });
});
