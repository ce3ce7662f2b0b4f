import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, DisconnectOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useWitnesses } from "@/api/queries";
import type { PolicyView, WitnessView, Witnesses } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import type { ChipTone } from "@/widgets/tones";
import { stateOf, type WitnessState, witnessWords as w } from "./zh-witnesses";
import "./witnesses.css";

const LOOKS: Record<WitnessState, { tone: ChipTone; icon: ReactNode }> = {
  online: { tone: "green", icon: <CheckCircleFilled /> },
  waiting: { tone: "amber", icon: <ClockCircleFilled /> },
  refused: { tone: "red", icon: <CloseCircleFilled /> },
  away: { tone: "grey", icon: <DisconnectOutlined /> },
};

/** The witnesses of the log: who cosigned up to where, and who does not answer. */
export function WitnessList() {
  const seen = useWitnesses();
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      <Loaded from={seen} rows={3}>
        {(all) => (
          <>
            {all.has_policy ? <Table seen={all} /> : <p>{w.none}</p>}
            <Policies all={all.policies} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Table({ seen }: { seen: Witnesses }) {
  return (
    <>
      <p>{seen.witnessed_size === null ? w.notCovered : w.covered(seen.witnessed_size, seen.size)}</p>
      <ul className="witness-list">
        {seen.witnesses.map((witness) => (
          <One key={witness.name} witness={witness} all={seen.size} />
        ))}
      </ul>
    </>
  );
}

/** Which policies the log had: whoever swaps the witnesses is seen here. */
function Policies({ all }: { all: PolicyView[] }) {
  const [last, ...earlier] = all;
  if (last === undefined) return null;
  return (
    <div className="policies">
      {last.sha256 === null ? (
        <Chip tone="red" icon={<WarningFilled />}>
          {w.dropped(formatInstant(last.at), last.n)}
        </Chip>
      ) : (
        <Policy policy={last} />
      )}
      {earlier.length === 0 ? null : (
        <details>
          <summary>{w.changed(earlier.length)}</summary>
          <p className="faint">{w.changedNote}</p>
          <ul className="proof-list">
            {earlier.map((policy) => (
              <li key={policy.n}>
                <Policy policy={policy} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Policy({ policy }: { policy: PolicyView }) {
  const at = formatInstant(policy.at);
  return (
    <div>
      {policy.sha256 === null ? w.dropped(at, policy.n) : w.adopted(at, policy.n)}
      {policy.sha256 === null ? null : <code className="proof-hash">{policy.sha256}</code>}
    </div>
  );
}

function adviceFor(witness: WitnessView, state: WitnessState): string {
  if (state !== "waiting" || witness.has_address) return w.advice[state];
  const advice = { auditor: w.adviceByMirror, mirror: w.adviceMirrorByDisc, witness: w.adviceByDisc };
  return advice[witness.role];
}

function One({ witness, all }: { witness: WitnessView; all: number }) {
  const state = stateOf(witness);
  const { tone, icon } = LOOKS[state];
  const advice = adviceFor(witness, state);
  const why = [witness.why, advice].filter((text) => text !== null && text !== "").join("。").replace(/。。/g, "。");
  return (
    <li>
      <span className="witness-name">
        <strong>{witness.name}</strong>
        {witness.operator === null || witness.operator === witness.name ? null : <small className="faint"> {witness.operator}</small>}
        {w.roles[witness.role] === "" ? null : <small className="faint"> {w.roles[witness.role]}</small>}
        {witness.has_address || witness.role === "auditor" ? null : <small className="faint"> {w.byDisc}</small>}
      </span>
      <Chip tone={tone} icon={icon}>
        {w.states[state]}
      </Chip>
      <span className="witness-last">
        {witness.cosigned_at === null ? w.never : `${w.last} ${formatInstant(witness.cosigned_at)}`}
        {witness.size === null ? null : `，${w.size}${w.sizeOf(witness.size)}`}
        {witness.held === null ? null : <span className="witness-held">{w.held(witness.held, all)}</span>}
      </span>
      {state === "online" || why === "" ? null : <p className="witness-why">{why}</p>}
    </li>
  );
}
