import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** The filters of a list live in the URL. Empty values are left out; other parameters stay. */
export function useFilters<K extends string>(keys: readonly K[]) {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(
    () => Object.fromEntries(keys.map((k) => [k, params.get(k)])) as Record<K, string | null>,
    [keys, params],
  );
  const set = useCallback(
    (changes: Partial<Record<K, string | null | undefined>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [k, v] of Object.entries(changes) as [K, string | null | undefined][]) {
            if (v) next.set(k, v);
            else next.delete(k);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(() => set(Object.fromEntries(keys.map((k) => [k, null])) as Record<K, null>), [keys, set]);
  const active = keys.some((k) => filters[k]);
  return { filters, set, clear, active };
}
