import { Button, Input, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import type { InternalPoint, LawReading } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatArticle } from "@/format/text";
import { dayOf, formatDay } from "@/format/time";
import { readingWords as r } from "@/i18n/zh-reading";
import { ProblemView } from "@/widgets/ProblemView";
import { optionOf, readOption, type Way } from "./internal-option";

const w = r.internal;

/** The agency's own limits, stricter than the law's: those that hold, and for the head the way to set one. */
export function InternalPanel({ reading }: { reading: LawReading }) {
  const held = reading.internal.filter((one) => one.limit !== null);
  const [rule, setRule] = useState<string | null>(null);
  const chosen = reading.internal.find((one) => one.rule === rule);
  return (
    <section className="panel stack-tight" aria-label={w.title}>
      <h2>{w.title}</h2>
      <p className="faint">{w.note}</p>
      {held.length === 0 ? <p className="faint">{w.none}</p> : null}
      <ul className="law-list">
        {held.map((one) => (
          <li key={one.rule} className="law-rule">
            <div className="row">
              <h3>{one.title}</h3>
              <span className="article">{formatArticle(one.article)}</span>
              <b>{w.limit(one.limit ?? "")}</b>
              {reading.may_choose ? (
                <Button type="link" size="small" onClick={() => setRule(one.rule)}>
                  {w.change}
                </Button>
              ) : null}
            </div>
            <div className="faint">
              {w.law(one.law)}
              {one.chosen_at === null ? "" : ` · ${r.chosenOn(formatDay(dayOf(one.chosen_at)))} · ${r.basis}：${one.basis ?? ""}`}
            </div>
          </li>
        ))}
      </ul>
      {reading.may_choose ? (
        <>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            allowClear
            className="law-internal"
            aria-label={w.pick}
            placeholder={w.pick}
            value={rule}
            onChange={(next) => setRule(next ?? null)}
            options={reading.internal.map((one) => ({ value: one.rule, label: `${one.title}（${one.law}）` }))}
          />
          {chosen ? <LimitForm key={chosen.rule + chosen.option} point={chosen} onDone={() => setRule(null)} /> : null}
        </>
      ) : (
        <p className="faint">{r.onlyHead}</p>
      )}
    </section>
  );
}

/** One rule: so long before the law's day, or so long from the start. */
function LimitForm({ point, onDone }: { point: InternalPoint; onDone: () => void }) {
  const held = readOption(point.option);
  const [way, setWay] = useState<Way>(held.way === "none" ? "before" : held.way);
  const [n, setN] = useState<number | null>(held.way === "none" ? null : held.n);
  const [before, setBefore] = useState(held.way === "before" ? held.unit : (point.units_before[point.units_before.length - 1] ?? ""));
  const [basis, setBasis] = useState("");
  const { run, busy, problem } = useAction({ errors: "inline", success: w.saved, onDone });
  const unit = way === "before" ? before : point.unit;
  const ready = basis.trim() !== "" && (way === "none" || n !== null);
  const submit = () => {
    const option = optionOf({ way, n: n ?? 0, unit });
    void run("POST", `/law-choices/${encodeURIComponent(point.choice)}`, { option, basis: basis.trim() });
  };
  return (
    <div className="stack-tight" role="group" aria-label={point.title}>
      <div>
        <span className="article">{formatArticle(point.article)}</span> {w.law(point.law)}
        {point.backwards ? <span className="faint">（{w.backwards}）</span> : null}
      </div>
      <Radio.Group value={way} onChange={(e) => setWay(e.target.value as Way)} aria-label={w.way}>
        <Radio value="before">{w.before}</Radio>
        <Radio value="within">{w.within}</Radio>
        {held.way === "none" ? null : <Radio value="none">{w.takeAway}</Radio>}
      </Radio.Group>
      {way === "none" ? null : (
        <div className="row">
          <InputNumber min={1} precision={0} value={n} onChange={setN} aria-label={w.count} />
          {way === "before" && point.units_before.length > 1 ? (
            <Select aria-label={w.unit} className="law-unit" value={before} onChange={setBefore} options={point.units_before.map((one) => ({ value: one, label: w.units[one] ?? one }))} />
          ) : (
            <span>{w.units[unit] ?? unit}</span>
          )}
        </div>
      )}
      <div className="row">
        <Input value={basis} maxLength={300} className="law-basis" aria-label={r.basis} placeholder={`${r.basis}，${w.basisHint}`} onChange={(e) => setBasis(e.target.value)} />
        <Button type="primary" disabled={!ready} loading={busy} onClick={submit}>
          {way === "none" ? w.takeAway : r.choose}
        </Button>
      </div>
      <ProblemView problem={problem} />
    </div>
  );
}
