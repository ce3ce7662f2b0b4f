import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from "@ant-design/icons";
import { Checkbox, Input, Select } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { Link } from "react-router";
import { useLawMatrix } from "@/api/queries";
import type { LawMatrix, MatrixRule } from "@/api/schema";
import { matrixWords as w } from "@/i18n/zh-law";
import { lawWords } from "@/i18n/zh-people";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { SeverityChip } from "@/widgets/StatusChips";
import { useFilters } from "@/widgets/use-filters";
import { isProven, type MatrixRow, rowsOf } from "./matrix-filter";

const KEYS = ["q", "pack"] as const;

/** Article → rules → scenarios: which clause is judged by what, and what proves it. */
export function MatrixTab() {
  const matrix = useLawMatrix();
  return (
    <Loaded from={matrix} rows={12}>
      {(data) => <Matrix matrix={data} />}
    </Loaded>
  );
}

function Matrix({ matrix }: { matrix: LawMatrix }) {
  const { filters, set } = useFilters(KEYS);
  const [onlyUnruled, setOnlyUnruled] = useState(false);
  const [onlyUnproven, setOnlyUnproven] = useState(false);
  const q = useDeferredValue(filters.q ?? "");
  const rows = useMemo(() => rowsOf(matrix, { q, pack: filters.pack, onlyUnruled, onlyUnproven }), [matrix, q, filters.pack, onlyUnruled, onlyUnproven]);
  const rules = rows.reduce((sum, row) => sum + row.clause.rules.length, 0);
  return (
    <section className="panel">
      <div className="filters">
        <Input.Search className="law-search" allowClear value={filters.q ?? ""} placeholder={w.search} aria-label={w.search} onChange={(e) => set({ q: e.target.value })} />
        <Select
          className="law-pack"
          aria-label={lawWords.pack}
          allowClear
          value={filters.pack}
          placeholder={lawWords.anyPack}
          onChange={(pack) => set({ pack })}
          options={matrix.packs.map(({ pack, title }) => ({ value: pack, label: title }))}
          popupMatchSelectWidth={false}
        />
        <Checkbox checked={onlyUnruled} onChange={(e) => setOnlyUnruled(e.target.checked)}>
          {w.onlyUnruled}
        </Checkbox>
        <Checkbox checked={onlyUnproven} onChange={(e) => setOnlyUnproven(e.target.checked)}>
          {w.onlyUnproven}
        </Checkbox>
        <span className="grow" />
        <span className="faint">{w.summary(rows.length, rules, matrix.scenarios, matrix.failed)}</span>
      </div>
      {matrix.holes.length === 0 ? (
        <p className="green-text">
          <CheckCircleFilled aria-hidden /> {w.whole}
        </p>
      ) : (
        <details>
          <summary className="red-text">
            <WarningFilled aria-hidden /> {w.holes(matrix.holes.length)}
          </summary>
          <ul>
            {matrix.holes.map((hole) => (
              <li key={hole}>{hole}</li>
            ))}
          </ul>
        </details>
      )}
      {rows.length === 0 ? <Nothing text={w.empty} /> : null}
      <ul className="law-list">
        {rows.map((row) => (
          <Clause key={`${row.pack}:${row.clause.article}`} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Clause({ row: { clause } }: { row: MatrixRow }) {
  return (
    <li className="law-clause">
      <div className="row">
        <span className="article law-article">{clause.article}</span>
        <b>{clause.title}</b>
      </div>
      {clause.no_rule == null ? null : (
        <p className="faint law-clause-body">
          {w.noRule}：{clause.no_rule}
        </p>
      )}
      {clause.rules.map((rule) => (
        <Judge key={rule.rule} rule={rule} />
      ))}
    </li>
  );
}

function Judge({ rule }: { rule: MatrixRule }) {
  const failed = rule.scenarios.filter((scenario) => !scenario.passed).length;
  return (
    <details className="law-clause-body">
      <summary>
        <span className="law-rule-id">{rule.rule}</span> {rule.title} <SeverityChip severity={rule.severity} />{" "}
        {failed > 0 ? (
          <Chip tone="red" icon={<CloseCircleFilled />}>
            {w.failed(failed)}
          </Chip>
        ) : null}
        {isProven(rule) ? <span className="faint">{w.shown(rule.scenarios.length)}</span> : <span className="amber-text">{rule.scenarios.length === 0 ? w.none : w.shown(rule.scenarios.length)}</span>}
      </summary>
      <ul className="law-shown">
        {rule.scenarios.map((scenario) => (
          <li key={scenario.path}>
            {scenario.passed ? <CheckCircleFilled className="green-text" aria-hidden /> : <CloseCircleFilled className="red-text" aria-hidden />}{" "}
            <span className="faint">{scenario.shows.map((how) => w.how[how]).join("、")}</span>{" "}
            <Link to={`/law?${new URLSearchParams({ tab: "scenarios", rule: rule.rule, scenario: scenario.path }).toString()}`}>{scenario.name}</Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
