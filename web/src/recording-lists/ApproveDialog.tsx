import { DatePicker, Input, Modal } from "antd";
import { useState } from "react";
import type { ListPage } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { DAY_FORMAT, dayToPicked, pickedToDay } from "@/format/picker";
import { zh } from "@/i18n/zh";
import { listWords as w } from "@/i18n/zh-lists";
import { ProblemView } from "@/widgets/ProblemView";

const MAX_TEXT = 500;
const text = w.steps;

/** The head's yes: from which day, and why rows demand less than the superior agency's list. */
export function ApproveDialog({ page, onClose }: { page: ListPage; onClose: () => void }) {
  const earliest = dayToPicked(page.earliest_on);
  const hoped = page.summary.hoped_from_on;
  const [day, setDay] = useState(() => (hoped !== null && hoped > page.earliest_on ? dayToPicked(hoped) : earliest));
  const [opinion, setOpinion] = useState("");
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const { run, busy, problem } = useAction({ errors: "inline", success: text.approveDone, onDone: onClose });
  const alarms = page.alarms.filter((alarm) => !alarm.agreed);
  const lacking = alarms.some((alarm) => (reasons[alarm.wanted.row_id] ?? "").trim() === "");
  const submit = () => {
    setTried(true);
    if (lacking) return;
    void run("POST", `/recording-lists/${page.summary.list_id}/approve`, {
      effective_from_on: pickedToDay(day),
      opinion: opinion.trim() || null,
      explained: alarms.map((alarm) => ({ row_id: alarm.wanted.row_id, reason: (reasons[alarm.wanted.row_id] ?? "").trim() })),
    });
  };
  return (
    <Modal open title={text.approveTitle} okText={text.approve} cancelText={zh.act.cancel} okButtonProps={{ loading: busy }} onOk={submit} onCancel={onClose}>
      <label className="field-label" htmlFor="list-first-day">
        {text.firstDay}
      </label>
      <DatePicker id="list-first-day" value={day} format={DAY_FORMAT} allowClear={false} disabledDate={(one) => one.isBefore(earliest, "day")} onChange={(one) => one && setDay(one)} />
      <p className="faint">{text.firstDayNote}</p>
      {alarms.map(({ wanted }, at) => (
        <div key={wanted.row_id}>
          <label className="field-label" htmlFor={`list-reason-${at}`}>
            {text.reasonFor(wanted.item)}
            <span className="must"> *</span>
          </label>
          <Input.TextArea
            id={`list-reason-${at}`}
            autoSize={{ minRows: 2 }}
            maxLength={MAX_TEXT}
            value={reasons[wanted.row_id] ?? ""}
            status={tried && (reasons[wanted.row_id] ?? "").trim() === "" ? "error" : ""}
            onChange={(event) => setReasons({ ...reasons, [wanted.row_id]: event.target.value })}
          />
        </div>
      ))}
      {tried && lacking ? (
        <div className="red-text" role="alert">
          {text.reasonRequired}
        </div>
      ) : null}
      <label className="field-label" htmlFor="list-opinion">
        {text.opinion}
      </label>
      <Input.TextArea id="list-opinion" autoSize={{ minRows: 2 }} maxLength={MAX_TEXT} value={opinion} onChange={(event) => setOpinion(event.target.value)} />
      <ProblemView problem={problem} />
    </Modal>
  );
}
