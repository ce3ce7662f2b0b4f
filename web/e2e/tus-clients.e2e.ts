/** Other people's tus clients against the real program: each breaks off, goes on from what is on disk, and the bytes are the same. */
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as tus from "tus-js-client";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { OwnServer } from "./tus-clients/own-server";
import { openBrowser } from "./visit";

const MIB = 1 << 20;
const BYTES = 5 * MIB + 12_345;

let server: OwnServer;
beforeAll(async () => void (server = await OwnServer.start()));
afterAll(() => server.stop());

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const whole = (digest: string) => ({ state: "deposited", size_bytes: BYTES, sha256: digest });

/** The last answer brings a signed word that names the digest, before the recording is read back. */
it("tus_js_client_goes_on_after_its_connection_was_cut", async () => {
  const bytes = randomBytes(BYTES);
  const options = { endpoint: server.endpoint, chunkSize: 2 * MIB, headers: server.headers, metadata: { filename: "js.bin" }, retryDelays: null };
  const place = await new Promise<string>((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      ...options,
      onProgress: (sent) => {
        // In the middle of the second piece.
        if (sent > 2.5 * MIB) void upload.abort(false).then(() => resolve(upload.url ?? ""), reject);
      },
      onError: reject,
    });
    upload.start();
  });
  const from: number[] = [];
  let word = "";
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(bytes, {
      ...options,
      uploadUrl: place,
      onAfterResponse: (request, response) => {
        if (request.getMethod() === "HEAD") from.push(Number(response.getHeader("Upload-Offset")));
        word = response.getHeader("Liuhen-Acceptance") ?? "";
      },
      onSuccess: () => resolve(),
      onError: reject,
    }).start();
  });
  expect(from[0]).toBeGreaterThanOrEqual(2 * MIB);
  const acceptance = Buffer.from(word, "base64").toString("utf8");
  expect(acceptance).toMatch(/^liuhen-acceptance\/v1\nupload up_/);
  expect(acceptance).toContain(`\nsha256 ${sha256(bytes)}\nsize ${String(BYTES)}\n`);
  expect(await server.outcome(place)).toMatchObject(whole(sha256(bytes)));
});

it("uppy_in_a_browser_goes_on_after_the_server_was_killed", async () => {
  const entry = join(import.meta.dirname, "tus-clients", "uppy.ts");
  const built = await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    build: { write: false, lib: { entry, formats: ["iife"], name: "peer" } },
  });
  const chunks = (Array.isArray(built) ? built : [built]).flatMap((one) => ("output" in one ? one.output : []));
  const code = chunks.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : [])).join("\n");
  const browser = await openBrowser();
  try {
    // The program's own pages load no script of others; here it stands for a page behind the same address.
    const context = await browser.newContext({ bypassCSP: true });
    const cookies = server.cookie.split("; ").map((pair) => pair.split("="));
    await context.addCookies(cookies.map(([name = "", value = ""]) => ({ name, value, url: server.url })));
    const page = await context.newPage();
    let killed: Promise<void> | null = null;
    await page.exposeFunction("reached", (bytes: number) => {
      if (bytes > MIB) killed ??= server.killAndStartAgain();
    });
    await page.goto(`${server.url}/api/openapi.json`);
    await page.addScriptTag({ content: code });
    const sent = await page.evaluate(
      `peer.send(${JSON.stringify(server.endpoint)}, ${String(BYTES)}, (bytes) => void window.reached(bytes))`,
    );
    expect(killed).not.toBeNull();
    const { sha256: digest, url } = sent as { sha256: string; url: string };
    expect(await server.outcome(url)).toMatchObject(whole(digest));
  } finally {
    await browser.close();
  }
});

it("tuspy_goes_on_as_a_process_that_knows_only_the_place", async () => {
  const folder = mkdtempSync(join(tmpdir(), "liuhen-tuspy-"));
  try {
    const bytes = randomBytes(BYTES);
    const file = join(folder, "python.bin");
    writeFileSync(file, bytes);
    const script = join(import.meta.dirname, "tus-clients", "tuspy.py");
    const python = process.env["LIUHEN_PYTHON"] ?? "";
    const { stdout } = await promisify(execFile)(python, [script, server.endpoint, file, server.cookie]);
    expect(await server.outcome(stdout.trim())).toMatchObject(whole(sha256(bytes)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
