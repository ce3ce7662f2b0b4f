import { CheckCircleOutlined, WarningFilled } from "@ant-design/icons";
import { Alert, Button } from "antd";
import type { ListPage } from "@/api/schema";
import { listWords as w } from "@/i18n/zh-lists";
import { Chip } from "@/widgets/Chip";
import type { CommentTarget } from "./CommentDialog";

interface Props {
  page: ListPage;
  mayComment: boolean;
  onComment: (target: CommentTarget) => void;
}

/** Rows that demand less than the superior agency's list, and what became of each. */
export function AlarmPanel({ page, mayComment, onComment }: Props) {
  if (page.alarms.length === 0) return null;
  const open = page.alarms.filter((alarm) => !alarm.agreed).length;
  return (
    <Alert
      className="list-alarms"
      type={open > 0 ? "warning" : "info"}
      showIcon
      icon={open > 0 ? <WarningFilled /> : <CheckCircleOutlined />}
      title={w.alarms.head(page.alarms.length)}
      description={
        <>
          <p>{w.alarms.note}</p>
          <ul className="plain-list">
            {page.alarms.map((alarm) => (
              <li key={alarm.wanted.row_id} className="row">
                <b>{alarm.wanted.item}</b>
                <span className="faint">{alarm.wanted.scene}</span>
                <span>{alarm.own === null ? w.alarms.removed : w.alarms.weakened(w.modeLong[alarm.own.mode])}</span>
                <Chip tone={alarm.agreed ? "green" : "amber"} icon={alarm.agreed ? <CheckCircleOutlined /> : <WarningFilled />}>
                  {alarm.agreed ? w.alarms.agreed : w.alarms.open}
                </Chip>
                {mayComment && !alarm.agreed ? (
                  <Button size="small" onClick={() => onComment({ row: alarm.own ?? alarm.wanted, weaker: true, consent: true })}>
                    {w.alarms.consent}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      }
    />
  );
}
