import { Empty, Skeleton } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { asProblem } from "@/api/client";
import { zh } from "@/i18n/zh";
import { ProblemView } from "./ProblemView";

interface Answer<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  /** How often it failed so far, while it is asked again. */
  failureCount?: number;
  refetch: () => unknown;
}

/** Loading, failed and there: the three states of a read, designed once. Stale data stays visible. */
export function Loaded<T>({ from, rows = 6, children }: { from: Answer<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (from.data !== undefined) return children(from.data);
  if (from.error) {
    const problem = asProblem(from.error);
    return <ProblemView problem={problem} {...(mayPass(problem.status) ? { onRetry: () => void from.refetch() } : {})} />;
  }
  return <Waiting rows={rows} failed={(from.failureCount ?? 0) > 0} />;
}

/** A refusal says no however often it is asked; a fault, a full queue or a broken line may pass. */
const mayPass = (status: number): boolean => status < 400 || status >= 500 || status === 409 || status === 429;

/** Grey lines at once; after a second it says that it is still reading, or at once that it asks again. */
export function Waiting({ rows = 6, failed = false }: { rows?: number; failed?: boolean }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="waiting" role="status" aria-label={zh.state.loading}>
      {failed ? <div className="amber-text">{zh.state.loadingAgain}</div> : slow ? <div className="faint">{zh.state.loadingSlow}</div> : null}
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

export function Nothing({ text = zh.state.empty, children }: { text?: ReactNode; children?: ReactNode }) {
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text}>
      {children}
    </Empty>
  );
}
