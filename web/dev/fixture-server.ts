/**
 * Answers `/api/v1` from fixtures in `vite dev`, so that screens can be drawn without a server.
 * Each file of `fixtures/` exports `routes`: `"GET /cases/:id"` → a value or a function.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Asked {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}
/** Thrown by a route to answer a problem. */
export class Refused {
  constructor(
    readonly status: number,
    readonly problem: Record<string, unknown>,
  ) {}
}
export type Answer = unknown | ((asked: Asked) => unknown);
export type Routes = Record<string, Answer>;

const files = import.meta.glob<{ routes: Routes }>("./fixtures/*.ts", { eager: true });
const table = Object.values(files).flatMap((file) => Object.entries(file.routes ?? {}));

export function answer(req: IncomingMessage, res: ServerResponse, next: () => void): void {
  const url = new URL(req.url ?? "/", "http://fixtures");
  if (!url.pathname.startsWith("/api/v1")) return next();
  const path = url.pathname.slice("/api/v1".length);
  let raw = "";
  req.on("data", (chunk) => (raw += chunk));
  req.on("end", () => {
    const found = match(req.method ?? "GET", path);
    if (!found) {
      if (req.method !== "GET") return reply(res, 200, { stream: "fixture", version: 1, id: "fixture", already_done: false });
      return reply(res, 404, { title: "没有找到", detail: `${req.method} ${path} 没有样例`, code: "fixture.none", status: 404, missing: [] });
    }
    try {
      const asked = { params: found.params, query: url.searchParams, body: raw.startsWith("{") ? JSON.parse(raw) : undefined };
      const value = typeof found.answer === "function" ? (found.answer as (a: Asked) => unknown)(asked) : found.answer;
      reply(res, 200, value);
    } catch (thrown) {
      if (thrown instanceof Refused) return reply(res, thrown.status, { type: "about:blank", status: thrown.status, missing: [], request_id: "req_fixture", ...thrown.problem });
      reply(res, 500, { title: "样例出错", detail: String(thrown), code: "fixture.broken", status: 500, missing: [] });
    }
  });
}

function match(method: string, path: string): { answer: Answer; params: Record<string, string> } | null {
  for (const [route, value] of table) {
    const [verb, pattern = ""] = route.split(" ");
    if (verb !== method) continue;
    const names: string[] = [];
    const regex = new RegExp(`^${pattern.replace(/:(\w+)/g, (_, n: string) => (names.push(n), "([^/]+)"))}$`);
    const hit = regex.exec(path);
    if (hit) return { answer: value, params: Object.fromEntries(names.map((n, i) => [n, hit[i + 1] ?? ""])) };
  }
  return null;
}

function reply(res: ServerResponse, status: number, body: unknown): void {
  if (res.writableEnded) return;
  res.statusCode = status;
  if (Buffer.isBuffer(body)) {
    res.setHeader("Content-Type", "application/pdf");
    res.end(body);
    return;
  }
  res.setHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json");
  res.end(JSON.stringify(body ?? null));
}
