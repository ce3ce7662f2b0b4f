import { Modal, Select } from "antd";
import { useMemo, useState } from "react";
import { useActivities } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { RecordingSummary } from "@/api/schema";
import { formatShort, instantMs } from "@/format/time";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-recordings";
import "./recordings.css";

const FILTER = {};

/** Links a recording to the on-site work it shows; those nearest in time come first. */
export function LinkDialog({ recording, onClose }: { recording: RecordingSummary; onClose: () => void }) {
  const activities = useActivities(FILTER, 100);
  const [chosen, setChosen] = useState<string | null>(recording.activity_id);
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: words.linkDone, onDone: onClose });
  const options = useMemo(() => {
    const at = instantMs(recording.started_at ?? recording.deposited_at);
    return (activities.data?.pages ?? [])
      .flatMap((page) => page.items)
      .filter((one) => one.status !== "cancelled")
      .map((one) => ({ one, away: Math.abs(instantMs(one.arrived_at ?? one.planned_at) - at) }))
      .sort((a, b) => a.away - b.away)
      .map(({ one }) => ({
        value: one.activity_id,
        label: `${formatShort(one.arrived_at ?? one.planned_at)} ${one.title} · ${one.place}${one.case_label === null ? "" : ` · ${one.case_label}`}`,
      }));
  }, [activities.data, recording]);
  return (
    <Modal
      open
      title={words.linkTitle}
      okText={words.link}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy }}
      onCancel={onClose}
      onOk={() => {
        setTried(true);
        if (chosen !== null) void action.run("POST", `/recordings/${recording.recording_id}/link`, { activity_id: chosen });
      }}
    >
      <p className="faint">
        {recording.file_name} · {recording.started_at === null ? words.noTime : formatShort(recording.started_at)}
      </p>
      <label className="field-label" htmlFor="link-activity">
        {words.linkPick}
        <span className="must"> *</span>
      </label>
      <Select
        id="link-activity"
        className="full-width"
        showSearch={{ optionFilterProp: "label" }}
        loading={activities.isPending}
        status={tried && chosen === null ? "error" : ""}
        value={chosen}
        options={options}
        onChange={setChosen}
      />
      {tried && chosen === null ? (
        <div className="red-text" role="alert">
          {words.linkRequired}
        </div>
      ) : null}
      <div className="faint">{words.linkHint}</div>
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
