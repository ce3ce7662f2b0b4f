import { Alert, Checkbox, Select } from "antd";
import { useState } from "react";
import { useOfficers } from "@/api/queries";
import type { Confidentiality, SecrecyView } from "@/api/schema";
import { useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { words as w } from "./zh-secrecy";

const KINDS: readonly Confidentiality[] = ["commercial", "privacy", "state"];

/** Marks a record or a recording as confidential, and names who alone may look at it. */
export function SecrecyDialog({ path, mark, onClose }: { path: string; mark: SecrecyView | null; onClose: () => void }) {
  const me = useMe();
  const officers = useOfficers(me.agency.agency_id);
  const [kinds, setKinds] = useState<Confidentiality[]>(mark?.kinds ?? []);
  const [viewers, setViewers] = useState<string[]>(mark?.viewers.map((one) => one.officer_id) ?? [me.officer.officer_id]);
  const action = useAction({ errors: "inline", success: w.done, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      title={w.title}
      reasons={w.reasons}
      busy={action.busy}
      problem={action.problem}
      onCancel={onClose}
      onOk={(reason) => void action.run("POST", path, { kinds, viewers: kinds.length === 0 ? [] : viewers, reason })}
    >
      <p>{w.text}</p>
      <span className="field-label" id="secrecy-kinds">
        {w.kinds}
      </span>
      <Checkbox.Group
        aria-labelledby="secrecy-kinds"
        value={kinds}
        onChange={(next) => setKinds(next as Confidentiality[])}
        options={KINDS.map((value) => ({ value, label: w.kind[value] }))}
      />
      {kinds.includes("state") ? <Alert type="error" showIcon title={w.stateSecret} /> : null}
      {kinds.length === 0 ? null : (
        <>
          <label className="field-label" htmlFor="secrecy-viewers">
            {w.viewers}
          </label>
          <Select
            id="secrecy-viewers"
            className="full-width"
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            placeholder={w.viewersHint}
            value={viewers}
            options={(officers.data?.items ?? []).filter((person) => person.enabled).map((person) => ({ value: person.officer_id, label: person.name }))}
            onChange={setViewers}
          />
        </>
      )}
    </ConfirmWithReason>
  );
}

/** The mark that stands, for the head of a page. */
export function SecrecyNote({ mark }: { mark: SecrecyView | null }) {
  if (mark === null) return null;
  const names = mark.viewers.map((one) => one.name).join("、");
  return (
    <Alert
      type={mark.viewers.length === 0 ? "error" : "warning"}
      showIcon
      title={w.marked(mark.kinds.map((kind) => w.kind[kind]).join("、"))}
      description={`${mark.viewers.length === 0 ? w.nobody : w.only(names)}；${mark.reason}`}
    />
  );
}
