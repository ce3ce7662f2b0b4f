import { Button, Spin, Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { asProblem } from "@/api/client";
import type { Page } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { Nothing, Waiting } from "./Loaded";
import { ProblemView } from "./ProblemView";
import { useNarrow } from "./use-narrow";

interface PagedAnswer<T> {
  failureCount?: number;
  data: { pages: Page<T>[] } | undefined;
  error: unknown;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface Props<T> {
  /** Answer of a hook made with `usePaged`. */
  from: PagedAnswer<T>;
  rowKey: keyof T & string;
  columns: TableColumnsType<T>;
  /** The same row on a phone. */
  card: (row: T) => ReactNode;
  /** Where a click on the row leads. */
  href?: (row: T) => string;
  rowClass?: (row: T) => string;
  /** Filters above the table, bound to the URL by `useFilters`. */
  filters?: ReactNode;
  empty?: ReactNode;
  label: string;
  /** Least width of the table in px; narrower windows scroll sideways. */
  minWidth?: number;
}

/** A server list: cursor paging, filters in the URL, sticky head, dense; cards on a phone. */
export function QueryTable<T extends object>(props: Props<T>) {
  const { from, rowKey, columns, card, href, filters, empty, label, rowClass, minWidth = 900 } = props;
  const narrow = useNarrow();
  const navigate = useNavigate();
  const rows = from.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (row: T) => {
    if (href) void navigate(href(row));
  };
  return (
    <section className="query-table" aria-label={label} aria-busy={from.isFetching}>
      {filters ? <div className="filters">{filters}</div> : null}
      {from.error && !from.data ? <ProblemView problem={asProblem(from.error)} onRetry={() => void from.refetch()} /> : null}
      {!from.data && !from.error ? <Waiting rows={8} failed={(from.failureCount ?? 0) > 0} /> : null}
      {from.data && rows.length === 0 ? <Nothing text={empty} /> : null}
      {rows.length > 0 && narrow ? (
        <ul className="cards">
          {rows.map((row) => (
            <li key={String(row[rowKey])} className={rowClass?.(row)}>
              {card(row)}
            </li>
          ))}
        </ul>
      ) : null}
      {rows.length > 0 && !narrow ? (
        <Table<T>
          size="small"
          sticky={{ offsetHeader: 0, getContainer: () => document.getElementById("content") ?? window }}
          rowKey={(row) => String(row[rowKey])}
          columns={columns}
          dataSource={rows}
          pagination={false}
          scroll={{ x: minWidth }}
          rowClassName={(row) => `${href ? "row-link" : ""} ${rowClass?.(row) ?? ""}`}
          onRow={(row) => ({
            onClick: (e) => {
              // A click that selects text or hits a link inside the row is not a click on the row.
              if ((e.target as HTMLElement).closest("a,button,input,label") || window.getSelection()?.toString()) return;
              open(row);
            },
          })}
        />
      ) : null}
      {rows.length > 0 ? (
        <div className="table-foot">
          {from.hasNextPage ? (
            <Button onClick={() => void from.fetchNextPage()} loading={from.isFetchingNextPage}>
              {zh.act.loadMore}
            </Button>
          ) : (
            <span className="faint">
              {zh.state.noMore} · {rows.length}
            </span>
          )}
          {from.isFetching && !from.isFetchingNextPage ? <Spin size="small" /> : null}
        </div>
      ) : null}
    </section>
  );
}
