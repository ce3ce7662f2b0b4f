/** n of m, as figures and a small bar; green only when whole. */
export function Share({ met, total, label }: { met: number; total: number; label: string }) {
  if (total === 0) return <span className="faint">—</span>;
  const whole = met >= total;
  return (
    <span className="share" title={`${label} ${met} / ${total}`}>
      <span className={whole ? "num share-whole" : "num"}>
        {met}/{total}
      </span>
      <span className="share-bar" aria-hidden>
        <span className={whole ? "share-fill share-fill-whole" : "share-fill"} style={{ width: `${(100 * Math.min(met, total)) / total}%` }} />
      </span>
    </span>
  );
}
