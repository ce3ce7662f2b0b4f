import { CheckCircleFilled, ClockCircleOutlined, EditOutlined, MinusCircleOutlined, RollbackOutlined, StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { RecordPage, SlotState } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { ReturnDialog } from "./ReturnDialog";
import { PartySignatureDialog } from "./PartySignatureDialog";
import { openSlots, stepFor } from "./record-steps";
import { SignDialog } from "./SignDialog";
import { StepButton } from "@/widgets/StepButton";
import { words } from "./zh-records";

type Doing = { what: "sign" | "party" | "return"; slot: SlotState } | null;

/** Who has to sign, who did, and what this person can do about it. */
export function SignaturePanel({ page, base }: { page: RecordPage; base: string }) {
  const [doing, setDoing] = useState<Doing>(null);
  const open = openSlots(page);
  const close = () => setDoing(null);
  return (
    <section className="panel" aria-label={words.slots}>
      <h2>{words.slots}</h2>
      <ul className="slots">
        {page.slots.map((slot) => (
          <Slot
            key={slot.slot}
            slot={slot}
            page={page}
            mine={open.mine.includes(slot)}
            external={open.external.includes(slot)}
            onDo={(what) => setDoing({ what, slot })}
          />
        ))}
      </ul>
      {page.returns.length > 0 ? (
        <>
          <h3>{words.returnsHead}</h3>
          <ul className="returns">
            {page.returns.map((one) => (
              <li key={one.at}>
                <RollbackOutlined className="red-text" aria-hidden /> {one.reason}
                <div className="faint">
                  {one.by} · {formatInstant(one.at)}
                </div>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {doing?.what === "sign" ? <SignDialog slot={doing.slot} base={base} onClose={close} /> : null}
      {doing?.what === "party" ? <PartySignatureDialog slot={doing.slot} base={base} onClose={close} /> : null}
      {doing?.what === "return" ? <ReturnDialog slot={doing.slot} base={base} onClose={close} /> : null}
    </section>
  );
}

interface SlotProps {
  slot: SlotState;
  page: RecordPage;
  mine: boolean;
  external: boolean;
  onDo: (what: "sign" | "party" | "return") => void;
}

function Slot({ slot, page, mine, external, onDo }: SlotProps) {
  const sign = stepFor(page.actions, "sign", slot.slot);
  const party = stepFor(page.actions, "party_signature", slot.slot);
  const back = stepFor(page.actions, "return", slot.slot);
  return (
    <li>
      <div className="slot-head">
        <b>{slot.title}</b>
        {slot.min > 1 ? <span className="faint num">{words.slotNeeds(slot.signed.length, slot.min)}</span> : null}
        <span className="grow" />
        {slot.done && slot.signed.length > 0 ? (
          <Chip tone="green" icon={<CheckCircleFilled />}>
            {words.slotDone}
          </Chip>
        ) : slot.min === 0 ? (
          <Chip tone="grey" icon={<MinusCircleOutlined />}>
            {words.slotOptional}
          </Chip>
        ) : (
          <Chip tone={page.summary.status === "signing" ? "amber" : "grey"} icon={<ClockCircleOutlined />}>
            {words.slotWaits}
          </Chip>
        )}
      </div>
      {slot.signed.map((signed) => (
        <div key={`${signed.name}${signed.at}`} className="slot-signed">
          <span>
            {signed.name}
            {signed.credential_no === null ? "" : `（${signed.credential_no}）`}
            <span className="faint"> {formatInstant(signed.at)}</span>
          </span>
          {signed.opinion === null ? null : <div className="slot-opinion">{signed.opinion}</div>}
          {signed.refused === null ? null : (
            <div className="red-text">
              <StopOutlined aria-hidden /> {words.refusedLine(signed.refused.reason, signed.refused.witness)}
            </div>
          )}
        </div>
      ))}
      {mine ? (
        <div className="row slot-keys">
          {sign !== null && !sign.allowed ? (
            <StepButton step={sign} onGo={() => undefined} />
          ) : (
            <Button type="primary" icon={<EditOutlined />} onClick={() => onDo("sign")}>
              {words.signAs(slot.title)}
            </Button>
          )}
          {back === null || back.allowed ? (
            <Button icon={<RollbackOutlined />} onClick={() => onDo("return")}>
              {words.return}
            </Button>
          ) : null}
        </div>
      ) : null}
      {external ? (
        <div className="row slot-keys">
          {party !== null && !party.allowed ? (
            <StepButton step={party} onGo={() => undefined} />
          ) : (
            <Button icon={<EditOutlined />} onClick={() => onDo("party")}>
              {words.party.record(slot.title)}
            </Button>
          )}
        </div>
      ) : null}
    </li>
  );
}
