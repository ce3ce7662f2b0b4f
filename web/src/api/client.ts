/** The one way to the server: JSON in, JSON out, every failure an {@link ApiProblem}. */
import { errorWords } from "@/i18n/zh-errors";
import { attendanceHeader } from "./attendance";
import type { Done, Problem } from "./schema";

export const API = "/api/v1";

/** A refusal, conflict or fault of the server, or of the line to it (`code` "network"). */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiProblem";
    this.problem = problem;
  }
  get status(): number {
    return this.problem.status;
  }
  get code(): string {
    return this.problem.code;
  }
}

/** Turns anything thrown into a problem that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof ApiProblem) return thrown.problem;
  return localProblem("client", errorWords.page, thrown instanceof Error ? thrown.message : String(thrown), 0);
}

function localProblem(code: string, title: string, detail: string, status: number): Problem {
  return { type: "about:blank", title, status, detail, code, article: null, missing: [], fields: [], request_id: "", retry_after_s: null };
}

type Query = Record<string, string | number | boolean | null | undefined>;

/** `path?a=1&b=2` without the empty parameters. */
export function withQuery(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== "" && v !== false);
  if (pairs.length === 0) return path;
  const search = new URLSearchParams(pairs.map(([k, v]) => [k, String(v)]));
  return `${path}?${search.toString()}`;
}

let onLoggedOut: (why: Problem) => void = () => undefined;
/** Called on every 401, so that one place decides what a lost login means. */
export function whenLoggedOut(handler: (why: Problem) => void): void {
  onLoggedOut = handler;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let reply: Response;
  try {
    reply = await fetch(API + path, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem(localProblem("network", errorWords.offline, errorWords.offlineHint, 0));
  }
  if (reply.ok) return reply;
  const problem = await problemOf(reply);
  if (reply.status === 401 && path !== "/session") onLoggedOut(problem);
  throw new ApiProblem(problem);
}

async function problemOf(reply: Response): Promise<Problem> {
  const fallback = localProblem(
    `http.${reply.status}`,
    reply.status >= 500 ? errorWords.server : errorWords.refused,
    errorWords.answered(reply.status),
    reply.status,
  );
  if (!(reply.headers.get("content-type") ?? "").includes("json")) return fallback;
  try {
    const body = (await reply.json()) as Partial<Problem>;
    return { ...fallback, ...body, missing: body.missing ?? [], fields: body.fields ?? [], status: reply.status };
  } catch {
    return fallback;
  }
}

/** Reads JSON. */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const reply = await send(withQuery(path, query), { signal: signal ?? null, headers: { Accept: "application/json", ...attendanceHeader() } });
  return (await reply.json()) as T;
}

/** Reads bytes (a PDF, a poster). */
export async function getBlob(path: string, signal?: AbortSignal): Promise<Blob> {
  const reply = await send(path, { signal: signal ?? null, headers: attendanceHeader() });
  return reply.blob();
}

export type WriteMethod = "POST" | "PUT" | "DELETE";

/**
 * Writes JSON. `key` names the intention: sending the same key again never does the thing twice,
 * so keep it for retries and make a new one for a new intention.
 */
export async function write<T = Done>(method: WriteMethod, path: string, body: unknown = {}, key = newKey()): Promise<T> {
  const reply = await send(path, {
    method,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "Idempotency-Key": key,
      "X-Requested-With": "liuhen",
    },
    body: method === "DELETE" ? null : JSON.stringify(body),
  });
  if (reply.status === 204) return undefined as T;
  const text = await reply.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** Asks with a body: a question too long for an address, which changes nothing. */
export async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Requested-With": "liuhen" };
  const reply = await send(path, { method: "POST", signal: signal ?? null, headers, body: JSON.stringify(body) });
  return (await reply.json()) as T;
}

/** Has a file read; nothing of it is kept. */
export async function askAboutFile<T>(path: string, file: Blob): Promise<T> {
  const headers = { "Content-Type": "application/octet-stream", Accept: "application/json", "X-Requested-With": "liuhen" };
  const reply = await send(path, { method: "POST", headers, body: file });
  return (await reply.json()) as T;
}

/** A fresh Idempotency-Key. Works on plain http too, where `crypto.randomUUID` is absent. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x40;
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
