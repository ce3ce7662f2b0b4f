import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { LawItem, LawReading } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { dayOf, formatDay } from "@/format/time";
import { itemWords as w } from "@/i18n/zh-reading";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";

/** Kinds of record the agency demands in its cases besides those the law names (Arts. 9(三), 10(十二)). */
export function ItemsPanel({ reading }: { reading: LawReading }) {
  const demanded = reading.items.filter((item) => item.required);
  const others = reading.items.filter((item) => !item.required);
  return (
    <section className="panel stack-tight" aria-label={w.head}>
      <h2>{w.head}</h2>
      <p className="faint">{w.note}</p>
      {demanded.length === 0 ? <p>{w.none}</p> : null}
      <ul className="law-list">
        {demanded.map((item) => (
          <Demanded key={item.kind} item={item} mayChoose={reading.may_choose} />
        ))}
      </ul>
      {reading.may_choose ? <Demand items={others} /> : <p className="faint">{w.onlyHead}</p>}
    </section>
  );
}

function Demanded({ item, mayChoose }: { item: LawItem; mayChoose: boolean }) {
  const [basis, setBasis] = useState("");
  const [open, setOpen] = useState(false);
  const { run, busy, problem } = useAction({ errors: "inline", success: w.dropped });
  return (
    <li className="law-rule">
      <div className="row">
        <Chip tone="blue">{w.stage[item.stage]}</Chip>
        <b>{item.title}</b>
        <span className="faint">
          {item.said_at === null ? "" : w.since(formatDay(dayOf(item.said_at)))} · {w.basis}：{item.basis}
        </span>
        {mayChoose && !open ? (
          <Button size="small" onClick={() => setOpen(true)}>
            {w.drop}
          </Button>
        ) : null}
      </div>
      {open ? (
        <div className="row">
          <Input value={basis} maxLength={300} className="law-basis" aria-label={w.basis} placeholder={w.dropHint} onChange={(event) => setBasis(event.target.value)} />
          <Button disabled={basis.trim() === ""} loading={busy} onClick={() => void run("POST", `/law-items/${item.kind}`, { required: false, basis: basis.trim() })}>
            {w.drop}
          </Button>
        </div>
      ) : null}
      <ProblemView problem={problem} />
    </li>
  );
}

function Demand({ items }: { items: readonly LawItem[] }) {
  const [kind, setKind] = useState<string | null>(null);
  const [basis, setBasis] = useState("");
  const { run, busy, problem } = useAction({
    errors: "inline",
    success: w.demanded,
    onDone: () => {
      setKind(null);
      setBasis("");
    },
  });
  return (
    <>
      <div className="row">
        <Select
          className="law-sectors"
          aria-label={w.pick}
          placeholder={w.pick}
          showSearch={{ optionFilterProp: "label" }}
          value={kind}
          options={items.map((item) => ({ value: item.kind, label: `${item.title}（${w.stage[item.stage]}）` }))}
          onChange={setKind}
        />
        <Input value={basis} maxLength={300} className="law-basis" aria-label={w.basis} placeholder={`${w.basis}，${w.basisHint}`} onChange={(event) => setBasis(event.target.value)} />
        <Button disabled={kind === null || basis.trim() === ""} loading={busy} onClick={() => void run("POST", `/law-items/${kind ?? ""}`, { required: true, basis: basis.trim() })}>
          {w.demand}
        </Button>
      </div>
      <ProblemView problem={problem} />
    </>
  );
}
