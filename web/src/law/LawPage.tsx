import { useState } from "react";
import { useRules } from "@/api/queries";
import { lawTabWords as t } from "@/i18n/zh-law";
import { lawWords as w } from "@/i18n/zh-people";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { TabBar } from "@/widgets/TabBar";
import { useFilters } from "@/widgets/use-filters";
import { AgencyTab } from "./AgencyTab";
import type { DraftText } from "./draft/draft-files";
import { DraftTab } from "./draft/DraftTab";
import { MatrixTab } from "./MatrixTab";
import { RuleList } from "./RuleList";
import { ScenarioTab } from "./scenarios/ScenarioTab";
import "./law.css";

const TABS = ["rules", "agency", "scenarios", "matrix", "draft"] as const;
type Tab = (typeof TABS)[number];
const KEYS = ["tab", "q", "pack", "blocking", "unverified", "limits", "scenario", "rule"] as const;

/** The law the server works by, and the law officer's tools: scenarios, table of clauses, drafts. */
export default function LawPage() {
  const { filters, set, clear } = useFilters(KEYS);
  const tab: Tab = TABS.find((known) => known === filters.tab) ?? "rules";
  // A draft is nowhere but here, so it outlives a look at another tab.
  const [draft, setDraft] = useState<DraftText[]>([]);
  const show = (key: Tab) => {
    clear();
    if (key !== "rules") set({ tab: key });
  };
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <TabBar label={t.list} active={tab} onChange={show} tabs={TABS.map((key) => ({ key, title: t.tabs[key] }))} />
      <div role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "rules" ? <Rules /> : null}
        {tab === "agency" ? <AgencyTab /> : null}
        {tab === "scenarios" ? <ScenarioTab /> : null}
        {tab === "matrix" ? <MatrixTab /> : null}
        {tab === "draft" ? <DraftTab files={draft} onFiles={setDraft} /> : null}
      </div>
    </>
  );
}

function Rules() {
  const rules = useRules();
  return (
    <Loaded from={rules} rows={12}>
      {({ items, packs }) => <RuleList rules={items} packs={packs} />}
    </Loaded>
  );
}
