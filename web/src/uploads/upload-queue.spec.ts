import { describe, expect, it } from "vitest";
import { applyEvent, plan, recogniseOnServer, retryDelayMs, type QueueEvent, type ServerUpload } from "./upload-queue";
import { mayClearDevice, uploadIdOf, type UploadTask } from "./upload-task";

const SHA = "a".repeat(64);

function task(id: string, over: Partial<UploadTask> = {}): UploadTask {
  return {
    id,
    ownerId: "off_1",
    fileName: `${id}.mp4`,
    fileType: "video/mp4",
    sizeBytes: 1_000,
    lastModifiedMs: 0,
    headDigest: null,
    activityId: null,
    activityLabel: null,
    order: Number(id.slice(1)),
    addedAtMs: 0,
    phase: "waiting_digest",
    digestedBytes: 0,
    sha256: null,
    uploadUrl: null,
    acknowledgedBytes: 0,
    attempts: 0,
    retryAtMs: null,
    trouble: null,
    restarted: false,
    receipt: null,
    depositedAtMs: null,
    ...over,
  };
}

function server(over: Partial<ServerUpload> = {}): ServerUpload {
  return { upload_id: "upl_1", offset_bytes: 0, size_bytes: 1_000, state: "receiving", ...over };
}

function after(tasks: UploadTask[], ...events: QueueEvent[]): readonly UploadTask[] {
  return events.reduce<readonly UploadTask[]>(applyEvent, tasks);
}

describe("the way of a healthy upload", () => {
  it("goes from queue to deposit and only then may the device be cleared", () => {
    const [done] = after(
      [task("t1")],
      { kind: "digest_started", id: "t1" },
      { kind: "digest_done", id: "t1", sha256: SHA },
      { kind: "transfer_started", id: "t1" },
      { kind: "upload_created", id: "t1", uploadUrl: "/api/v1/uploads/upl_1" },
      { kind: "acknowledged", id: "t1", bytes: 400 },
      { kind: "bytes_complete", id: "t1" },
    );
    expect(done?.phase).toBe("verifying");
    expect(mayClearDevice(done!)).toBe(false);
    const [deposited] = after([done!], {
      kind: "server_says",
      id: "t1",
      view: server({ state: "deposited", sha256: SHA, log_n: 7, recording_id: "rec_1" }),
      nowMs: 5,
    });
    expect(deposited).toMatchObject({ phase: "deposited", receipt: { logNumber: 7, wasThereAlready: false } });
    expect(mayClearDevice(deposited!)).toBe(true);
  });

  it("keeps the signed word that the bytes came, and clears no device on it", () => {
    const acceptance = { received_at: "2025-03-07T10:05:00+08:00", log_n: 6, note: "liuhen-acceptance/v1\n", server_key: "k" };
    const verifying = task("t1", { phase: "verifying", sha256: SHA, uploadUrl: "/u/upl_1" });
    const [accepted] = after([verifying], { kind: "server_says", id: "t1", view: server({ state: "verifying", acceptance }), nowMs: 0 });
    expect(accepted).toMatchObject({ phase: "verifying", acceptance });
    expect(mayClearDevice(accepted!)).toBe(false);
    const [deposited] = after([accepted!], { kind: "server_says", id: "t1", view: server({ state: "deposited", sha256: SHA, log_n: 7, acceptance }), nowMs: 0 });
    expect(deposited?.acceptance).toEqual(acceptance);
  });

  it("does not clear the device when the server's digest differs or the log number is missing", () => {
    const verifying = task("t1", { phase: "verifying", sha256: SHA, uploadUrl: "/u/upl_1" });
    for (const view of [server({ state: "deposited", sha256: "b".repeat(64), log_n: 1 }), server({ state: "deposited", sha256: SHA })]) {
      const [deposited] = after([verifying], { kind: "server_says", id: "t1", view, nowMs: 0 });
      expect(mayClearDevice(deposited!)).toBe(false);
    }
  });
});

describe("what starts when", () => {
  it("sends three at a time and digests one at a time, in order", () => {
    const tasks = [1, 2, 3, 4, 5].map((n) => task(`t${n}`, { phase: "waiting_transfer" }));
    tasks.push(task("t6"), task("t7"));
    expect(plan(tasks, 0)).toEqual({ digest: ["t6"], transfer: ["t1", "t2", "t3"], wakeAtMs: null });
  });

  it("puts a file first when asked", () => {
    const tasks = after(
      [1, 2, 3, 4].map((n) => task(`t${n}`, { phase: "waiting_transfer" })),
      { kind: "move_first", id: "t4" },
    );
    expect(plan(tasks, 0).transfer).toEqual(["t4", "t1", "t2"]);
  });

  it("waits before a retry and wakes in time; a returning line ends the wait", () => {
    const cut = after([task("t1", { phase: "transferring", attempts: 2 })], { kind: "line_cut", id: "t1", trouble: "网络中断", nowMs: 1_000 });
    expect(plan(cut, 1_000)).toEqual({ digest: [], transfer: [], wakeAtMs: 1_000 + retryDelayMs(3) });
    expect(plan(after([...cut], { kind: "line_back" }), 1_001).transfer).toEqual(["t1"]);
  });

  it("backs off up to half a minute", () => {
    expect([1, 2, 3, 4, 5, 6, 60].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });
});

describe("trouble", () => {
  it("keeps acknowledged bytes over a cut line and forgets the attempts once bytes flow again", () => {
    const [moving] = after(
      [task("t1", { phase: "transferring", acknowledgedBytes: 620 })],
      { kind: "line_cut", id: "t1", trouble: "网络中断", nowMs: 0 },
      { kind: "transfer_started", id: "t1" },
      { kind: "acknowledged", id: "t1", bytes: 700 },
    );
    expect(moving).toMatchObject({ phase: "transferring", acknowledgedBytes: 700, attempts: 0, trouble: null });
  });

  it("says so when the server lost an upload and it must start again", () => {
    const [restarted] = after([task("t1", { phase: "transferring", uploadUrl: "/u/1", acknowledgedBytes: 9, sha256: SHA })], { kind: "upload_gone", id: "t1" });
    expect(restarted).toMatchObject({ phase: "waiting_transfer", uploadUrl: null, acknowledgedBytes: 0, restarted: true, sha256: SHA });
  });

  it("does not resurrect a settled task by a late event", () => {
    const deposited = task("t1", { phase: "deposited" });
    expect(after([deposited], { kind: "line_cut", id: "t1", trouble: "x", nowMs: 0 }, { kind: "pause", id: "t1" })).toEqual([deposited]);
  });

  it("keeps a digest that was finished during a pause", () => {
    const [resumed] = after(
      [task("t1", { phase: "digesting" })],
      { kind: "pause", id: "t1" },
      { kind: "digest_done", id: "t1", sha256: SHA },
      { kind: "resume", id: "t1" },
    );
    expect(resumed?.phase).toBe("waiting_transfer");
  });

  it("retries a failed file without a second digest", () => {
    const [again] = after([task("t1", { phase: "failed", sha256: SHA, trouble: "x" })], { kind: "retry", id: "t1" });
    expect(again).toMatchObject({ phase: "waiting_transfer", trouble: null });
  });
});

describe("after a reload", () => {
  it("asks for files still needed, and not for those the server verifies or has", () => {
    const tasks = after([], {
      kind: "loaded",
      tasks: [
        task("t1", { phase: "transferring", sha256: SHA, acknowledgedBytes: 600 }),
        task("t2", { phase: "verifying" }),
        task("t3", { phase: "deposited" }),
      ],
    });
    expect(tasks.map((one) => one.phase)).toEqual(["needs_file", "verifying", "deposited"]);
    const [found] = after([...tasks], { kind: "file_found", id: "t1" });
    expect(found).toMatchObject({ phase: "waiting_transfer", acknowledgedBytes: 600 });
  });

  it("learns that the server finished meanwhile", () => {
    const [done] = after([task("t1", { phase: "needs_file", uploadUrl: "/u/upl_1", sha256: SHA })], {
      kind: "server_says",
      id: "t1",
      view: server({ state: "deposited", sha256: SHA, log_n: 3 }),
      nowMs: 0,
    });
    expect(done?.phase).toBe("deposited");
  });

  it("goes on sending when the server has fewer bytes than believed", () => {
    const [back] = after([task("t1", { phase: "verifying", sha256: SHA, acknowledgedBytes: 1_000 })], {
      kind: "server_says",
      id: "t1",
      view: server({ offset_bytes: 512 }),
      nowMs: 0,
    });
    expect(back).toMatchObject({ phase: "waiting_transfer", acknowledgedBytes: 512 });
  });
});

describe("what the server already knows", () => {
  const digested = task("t1", { sha256: SHA });
  it("recognises a deposited file by size and digest", () => {
    const known = recogniseOnServer(digested, [server({ state: "deposited", sha256: SHA })], new Set());
    expect(known.kind).toBe("deposited");
  });
  it("takes over an upload begun earlier unless another task has it", () => {
    const begun = server({ declared_sha256: SHA, offset_bytes: 300 });
    expect(recogniseOnServer(digested, [begun], new Set()).kind).toBe("begun");
    expect(recogniseOnServer(digested, [begun], new Set(["upl_1"])).kind).toBe("new");
  });
  it("does not confuse files of equal size", () => {
    expect(recogniseOnServer(digested, [server({ state: "deposited", sha256: "b".repeat(64) })], new Set()).kind).toBe("new");
  });
});

it("reads the upload's id from its address", () => {
  expect(uploadIdOf("https://host/api/v1/uploads/upl_01?x=1")).toBe("upl_01");
  expect(uploadIdOf(null)).toBeNull();
});
