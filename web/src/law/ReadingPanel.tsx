import { SwapOutlined } from "@ant-design/icons";
import { Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import type { LawPoint, LawReading } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { dayOf, formatDay } from "@/format/time";
import { readingWords as w } from "@/i18n/zh-reading";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import { InternalPanel } from "./InternalPanel";
import { ItemsPanel } from "./ItemsPanel";

/** The agency's place, its written choices, and which law steps back for which. */
export function ReadingPanel({ reading }: { reading: LawReading }) {
  return (
    <>
      <PlacePanel key={reading.agency_id} reading={reading} />
      <section className="panel" aria-label={w.points}>
        <h2>{w.points}</h2>
        {reading.may_choose ? null : <p className="faint">{w.onlyHead}</p>}
        <ul className="law-list">
          {reading.points.map((point) => (
            <Point key={point.choice} point={point} mayChoose={reading.may_choose} />
          ))}
        </ul>
      </section>
      <InternalPanel reading={reading} />
      <ItemsPanel key={`${reading.agency_id} items`} reading={reading} />
      <section className="panel" aria-label={w.conflicts}>
        <h2>{w.conflicts}</h2>
        <ul className="law-list">
          {reading.conflicts.map((one) => (
            <li key={`${one.rule}:${one.by.join()}`} className="law-duty">
              <Chip tone={one.holds_here ? "blue" : "grey"} icon={<SwapOutlined />}>
                {one.holds_here ? w.here : w.notHere}
              </Chip>
              <b>{w.instead(one.rule)}</b>
              <span>{w.conflict(one.law, one.by.join("、"))}</span>
              <span className="faint">{one.because}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function PlacePanel({ reading }: { reading: LawReading }) {
  const held = reading.sectors.filter((one) => one.named);
  const named = held.map((one) => one.sector);
  const titles = held.map((one) => one.title);
  const [sectors, setSectors] = useState(named);
  const { run, busy, problem } = useAction({ errors: "inline", success: w.saved });
  const changed = sectors.join() !== named.join();
  return (
    <section className="panel stack-tight" aria-label={w.place}>
      <h2>{w.place}</h2>
      <div className="row">
        <span>
          {reading.agency} · {w.region(reading.region)}
        </span>
        {reading.may_choose ? (
          <Select
            mode="multiple"
            className="law-sectors"
            aria-label={w.sectors}
            placeholder={w.noSectors}
            value={sectors}
            onChange={setSectors}
            options={reading.sectors.map((one) => ({ value: one.sector, label: one.title }))}
          />
        ) : (
          <span>
            {w.sectors}：{titles.length === 0 ? w.noSectors : titles.join("、")}
          </span>
        )}
        {reading.may_choose && changed ? (
          <Button type="primary" loading={busy} onClick={() => void run("PUT", "/law-sectors", { sectors })}>
            {w.save}
          </Button>
        ) : null}
      </div>
      <ProblemView problem={problem} />
    </section>
  );
}

/** One point: what is doubtful, what holds, and for the head the way to choose. */
function Point({ point, mayChoose }: { point: LawPoint; mayChoose: boolean }) {
  const [option, setOption] = useState(point.option);
  const [basis, setBasis] = useState("");
  const { run, busy, problem } = useAction({ errors: "inline", success: w.chosen, onDone: () => setBasis("") });
  const changing = option !== point.option || basis !== "";
  return (
    <li className="law-rule">
      <div className="row">
        <h3>{point.title}</h3>
        <span className="faint">
          {point.chosen_at === null ? w.byDefault : `${w.chosenOn(formatDay(dayOf(point.chosen_at)))} · ${w.basis}：${point.basis ?? ""}`}
        </span>
      </div>
      <p>{point.question}</p>
      <Radio.Group value={option} disabled={!mayChoose} onChange={(e) => setOption(e.target.value as string)} aria-label={point.title}>
        {point.options.map((one) => (
          <Radio key={one.option} value={one.option}>
            {one.title}
            {one.default ? <span className="faint">（{w.defaultMark}）</span> : null}
          </Radio>
        ))}
      </Radio.Group>
      {point.rules.length > 0 ? (
        <div className="faint">
          {w.rules}：{point.rules.join("、")}
        </div>
      ) : null}
      {mayChoose && (changing || point.chosen_at === null) ? (
        <div className="row">
          <Input value={basis} maxLength={300} className="law-basis" aria-label={w.basis} placeholder={`${w.basis}，${w.basisHint}`} onChange={(e) => setBasis(e.target.value)} />
          <Button
            disabled={basis.trim() === ""}
            loading={busy}
            onClick={() => void run("POST", `/law-choices/${encodeURIComponent(point.choice)}`, { option, basis: basis.trim() })}
          >
            {w.choose}
          </Button>
        </div>
      ) : null}
      <ProblemView problem={problem} />
    </li>
  );
}
