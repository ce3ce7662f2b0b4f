import { useEffect, type ReactNode } from "react";
import { useParams } from "react-router";
import { useCase } from "@/api/queries";
import type { CasePage as CaseData } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { caseWords as w } from "@/i18n/zh-case";
import { Loaded } from "@/widgets/Loaded";
import { TabBar } from "@/widgets/TabBar";
import { useFilters } from "@/widgets/use-filters";
import { AxisTab } from "./axis/AxisTab";
import { ApprovalsTab } from "./ApprovalsTab";
import { CaseHead } from "./CaseHead";
import { CompletenessTab } from "./CompletenessTab";
import { DeadlinesTab } from "./DeadlinesTab";
import { ProcessTab } from "./ProcessTab";
import { RecordingsTab } from "./RecordingsTab";
import { RecordsTab } from "./RecordsTab";
import { TrailTab } from "./TrailTab";
import { CaseFileTab } from "@/archive/CaseFileTab";
import "./case.css";

const TABS = ["axis", "process", "completeness", "records", "recordings", "approvals", "deadlines", "file", "trail"] as const;
type Tab = (typeof TABS)[number];
const KEYS = ["tab"] as const;

export default function CasePage() {
  const { id = "" } = useParams();
  const page = useCase(id);
  // Another case is another page: nothing of the last one may stay.
  return (
    <Loaded key={id} from={page} rows={10}>
      {(data) => <CaseBody data={data} />}
    </Loaded>
  );
}

function CaseBody({ data }: { data: CaseData }) {
  const { filters, set } = useFilters(KEYS);
  const tab: Tab = TABS.find((t) => t === filters.tab) ?? "axis";
  const name = `${data.summary.case_no ?? data.summary.party_label}`;
  useEffect(() => {
    document.title = `${name} · ${zh.product}`;
  }, [name]);
  return (
    <>
      <CaseHead data={data} />
      <TabBar
        label={w.list}
        active={tab}
        onChange={(key) => set({ tab: key === "axis" ? null : key })}
        tabs={TABS.map((key) => ({ key, title: <TabLabel tab={key} data={data} /> }))}
      />
      <div role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {content(tab, data)}
      </div>
    </>
  );
}

/** What is open in a tab is counted on it. */
function TabLabel({ tab, data }: { tab: Tab; data: CaseData }) {
  const open = data.duties.filter((d) => d.standing === "open");
  const count =
    tab === "completeness"
      ? open.length
      : tab === "deadlines"
        ? open.filter((d) => d.late).length
        : tab === "approvals"
          ? data.approvals.length
          : 0;
  return (
    <>
      {w.tabs[tab]}
      {count > 0 ? <span className={tab === "approvals" ? "tab-count" : "tab-count tab-count-red"}>{count}</span> : null}
    </>
  );
}

function content(tab: Tab, data: CaseData): ReactNode {
  const id = data.summary.case_id;
  switch (tab) {
    case "axis":
      return <AxisTab caseId={id} />;
    case "process":
      return <ProcessTab data={data} />;
    case "completeness":
      return <CompletenessTab caseId={id} />;
    case "records":
      return <RecordsTab data={data} />;
    case "recordings":
      return <RecordingsTab data={data} />;
    case "approvals":
      return <ApprovalsTab data={data} />;
    case "deadlines":
      return <DeadlinesTab data={data} />;
    case "file":
      return <CaseFileTab caseId={id} />;
    case "trail":
      return <TrailTab caseId={id} />;
  }
}
