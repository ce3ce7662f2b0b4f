import { RollbackOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState, type ReactNode } from "react";
import { useAction } from "@/api/use-action";
import type { ApprovalItem } from "@/api/schema";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";
import { SlipHead } from "./SlipHead";

/** One of the two answers: its key, where it goes, and what is said once it is given. */
interface Answer {
  label: string;
  path: string;
  body: object;
  said: string;
}

interface Props {
  item: ApprovalItem;
  /** Where to look before one decides. */
  links: ReactNode;
  agree: Answer & { danger?: boolean };
  /** Asks for a reason. */
  refuse: Answer & { title: string; note: string; reasons: readonly string[] };
  onDecided: () => void;
}

/** What somebody proposed, before the head who agrees or says why not. */
export function DecisionSlip({ item, links, agree, refuse, onDecided }: Props) {
  const { message } = App.useApp();
  const [refusing, setRefusing] = useState(false);
  const said = (text: string) => () => {
    setRefusing(false);
    void message.success(text);
    onDecided();
  };
  const yes = useAction({ errors: "inline", onDone: said(agree.said) });
  const no = useAction({ errors: "inline", onDone: said(refuse.said) });
  return (
    <section className="panel slip" aria-label={w.slip}>
      <SlipHead item={item} />
      <div className="row">{links}</div>
      <ProblemView problem={yes.problem} />
      <div className="slip-foot">
        <Button type="primary" danger={agree.danger ?? false} size="large" loading={yes.busy} onClick={() => void yes.run("POST", agree.path, agree.body)}>
          {agree.label}
        </Button>
        <Button size="large" icon={<RollbackOutlined />} onClick={() => setRefusing(true)}>
          {refuse.label}
        </Button>
      </div>
      <ConfirmWithReason
        open={refusing}
        title={refuse.title}
        okText={refuse.label}
        reasons={refuse.reasons}
        busy={no.busy}
        problem={no.problem}
        onCancel={() => setRefusing(false)}
        onOk={(reason) => void no.run("POST", refuse.path, { ...refuse.body, reason })}
      >
        {refuse.note ? <p className="faint">{refuse.note}</p> : null}
      </ConfirmWithReason>
    </section>
  );
}
