import { Button } from "antd";
import type { ActivitySummary } from "@/api/schema";
import { formatShort } from "@/format/time";
import { PageHead } from "@/widgets/PageHead";
import { words } from "./zh-records";

/** Each visit has its own records: where a case has several, somebody says which one this is about. */
export function ChooseVisit({ title, visits, onChoose }: { title: string; visits: ActivitySummary[]; onChoose: (id: string) => void }) {
  return (
    <div className="stack">
      <PageHead title={title} note={words.chooseVisit} />
      <ul className="cards">
        {visits.map((visit) => (
          <li key={visit.activity_id} className="row between">
            <span>
              <b>{visit.title}</b> <span className="faint">{[formatShort(visit.arrived_at ?? visit.planned_at), visit.place].join(" · ")}</span>
            </span>
            <Button onClick={() => onChoose(visit.activity_id)}>{words.thisVisit}</Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
