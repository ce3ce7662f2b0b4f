/** The funnel of all writes: one intention, one key, one place where its error shows. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useRef, useState } from "react";
import { asProblem, newKey, write, type WriteMethod } from "./client";
import { formatArticle } from "@/format/text";
import { errorWords } from "@/i18n/zh-errors";
import type { Done, Problem } from "./schema";

/** Answers that no write of ours can change. */
const FIXED = new Set(["rules", "record-kinds", "calendar", "list-preview"]);

interface Options<R> {
  /** Where an error shows: `toast` in the corner, `inline` by the caller through `problem`. */
  errors?: "toast" | "inline";
  /** Said on success; nothing is said without it. */
  success?: string;
  onDone?: (reply: R) => void | Promise<void>;
}

export interface Action<R> {
  /** Resolves to the reply, or to null when it was refused (then `problem` or the toast says why). */
  run: (method: WriteMethod, path: string, body?: unknown) => Promise<R | null>;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
}

/**
 * One write button. Pressing again after a broken line repeats the same intention (same key), so
 * nothing happens twice; another body or path is another intention.
 */
export function useAction<R = Done>({ errors = "toast", success, onDone }: Options<R> = {}): Action<R> {
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const pending = useRef<{ of: string; key: string } | null>(null);

  const run = useCallback(
    async (method: WriteMethod, path: string, body: unknown = {}): Promise<R | null> => {
      const of = `${method} ${path} ${JSON.stringify(body)}`;
      if (pending.current?.of !== of) pending.current = { of, key: newKey() };
      setBusy(true);
      setProblem(null);
      try {
        const reply = await write<R>(method, path, body, pending.current.key);
        pending.current = null;
        await client.invalidateQueries({ predicate: (q) => !FIXED.has(String(q.queryKey[0])) });
        if (success) void message.success(success);
        await onDone?.(reply);
        return reply;
      } catch (thrown) {
        const found = seen(asProblem(thrown));
        // A definite answer ends the intention; a broken line or a fault leaves it open for a retry.
        if (found.status >= 400 && found.status < 500) pending.current = null;
        if (found.status === 409) await client.invalidateQueries({ predicate: (q) => !FIXED.has(String(q.queryKey[0])) });
        if (errors === "inline") setProblem(found);
        else notification.error({ title: found.title, description: describe(found), duration: 8 });
        return null;
      } finally {
        setBusy(false);
      }
    },
    [client, errors, message, notification, onDone, success],
  );
  return { run, busy, problem, clear: useCallback(() => setProblem(null), []) };
}

/** Somebody was faster: the page is read again at once, so nobody is sent to reload it and lose what they wrote. */
const seen = (problem: Problem): Problem => (problem.code === "conflict" ? { ...problem, detail: errorWords.conflict } : problem);

function describe(problem: Problem): string {
  const missing = problem.missing.map((m) => errorWords.missing(formatArticle(m.article), m.message)).join(errorWords.between);
  const number = problem.request_id ? errorWords.number(problem.request_id) : "";
  return [problem.detail, missing].filter(Boolean).join(" ") + number;
}
