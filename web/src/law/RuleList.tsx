import { CalendarOutlined, StopOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import type { PackView, RuleView } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatDay } from "@/format/time";
import { zh } from "@/i18n/zh";
import { lawWords as w } from "@/i18n/zh-people";
import { Chip } from "@/widgets/Chip";
import { Nothing } from "@/widgets/Loaded";
import { SeverityChip } from "@/widgets/StatusChips";
import { useFilters } from "@/widgets/use-filters";
import { DueTrial } from "./DueTrial";
import { PackCard } from "./PackCard";
import { VerifiedChip } from "./VerifiedChip";

const KEYS = ["q", "pack", "blocking", "unverified", "limits"] as const;

/** The rules with their filters. */
export function RuleList({ rules, packs }: { rules: RuleView[]; packs: PackView[] }) {
  const { filters, set } = useFilters(KEYS);
  const q = useDeferredValue(filters.q ?? "");
  const shown = useMemo(
    () =>
      rules.filter(
        (r) =>
          (!q || [r.id, r.article, formatArticle(r.article), r.title, r.quote, r.message, r.exemption ?? ""].some((text) => text.includes(q))) &&
          (!filters.pack || r.pack === filters.pack) &&
          (!filters.blocking || r.blocks.length > 0) &&
          (!filters.unverified || r.verified !== "checked") &&
          (!filters.limits || r.time_limit !== null),
      ),
    [rules, q, filters.pack, filters.blocking, filters.unverified, filters.limits],
  );
  return (
    <section className="panel">
      <div className="filters">
        <Input.Search className="law-search" allowClear value={filters.q ?? ""} placeholder={w.search} aria-label={w.search} onChange={(e) => set({ q: e.target.value })} />
        <Select
          className="law-pack"
          aria-label={w.pack}
          allowClear
          value={filters.pack}
          placeholder={w.anyPack}
          onChange={(pack) => set({ pack })}
          options={packs.map(({ pack, title }) => ({ value: pack, label: title }))}
          popupMatchSelectWidth={false}
        />
        <Checkbox checked={filters.blocking === "1"} onChange={(e) => set({ blocking: e.target.checked ? "1" : null })}>
          {w.onlyBlocking}
        </Checkbox>
        <Checkbox checked={filters.unverified === "1"} onChange={(e) => set({ unverified: e.target.checked ? "1" : null })}>
          {w.onlyUnverified}
        </Checkbox>
        <Checkbox checked={filters.limits === "1"} onChange={(e) => set({ limits: e.target.checked ? "1" : null })}>
          {w.onlyLimits}
        </Checkbox>
        <span className="grow" />
        <span className="faint">{w.count(shown.length, rules.length)}</span>
      </div>
      {packs.filter((one) => one.pack === filters.pack).map((one) => (
        <PackCard key={one.pack} pack={one} />
      ))}
      {shown.length === 0 ? <Nothing text={w.empty} /> : null}
      <ul className="law-list">
        {shown.map((r) => (
          <Rule key={`${r.pack}:${r.id}:${r.effective_from}`} rule={r} />
        ))}
      </ul>
    </section>
  );
}

function Rule({ rule: r }: { rule: RuleView }) {
  const [trying, setTrying] = useState(false);
  return (
    <li className="law-rule">
      <div className="row">
        <span className="article law-article">{formatArticle(r.article)}</span>
        <h3>{r.title}</h3>
        <SeverityChip severity={r.severity} />
        <VerifiedChip verified={r.verified} />
        {r.blocks.length > 0 ? (
          <Chip tone="red" icon={<StopOutlined />}>
            {w.blocks}
            {r.blocks.map((b) => w.block[b] ?? b).join("、")}
          </Chip>
        ) : null}
      </div>
      {r.quote ? <blockquote>{r.quote}</blockquote> : null}
      <dl className="law-facts">
        <dt>{w.message}</dt>
        <dd>{r.message}</dd>
        {r.exemption ? (
          <>
            <dt>{w.exemption}</dt>
            <dd>{r.exemption}</dd>
          </>
        ) : null}
      </dl>
      {r.time_limit ? (
        <div className="row">
          <span>{w.limit(r.time_limit)}</span>
          <Button type="link" size="small" icon={<CalendarOutlined />} aria-expanded={trying} onClick={() => setTrying(!trying)}>
            {w.tryDue}
          </Button>
        </div>
      ) : null}
      {trying ? <DueTrial rule={r} /> : null}
      <div className="faint">
        {r.id} · {r.pack} · {w.span(r.effective_from === null ? null : formatDay(r.effective_from), r.effective_until === null ? null : formatDay(r.effective_until))}
        {r.applies_to.length > 0 ? ` · ${w.applies} ${r.applies_to.map((a) => zh.actKind[a]).join("、")}` : ""}
      </div>
    </li>
  );
}
