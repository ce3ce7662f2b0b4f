import { StopOutlined, TeamOutlined } from "@ant-design/icons";
import { useState } from "react";
import { Link } from "react-router";
import type { ActivityPage } from "@/api/schema";
import { formatShort } from "@/format/time";
import { StepButton } from "@/widgets/StepButton";
import { CancelDialog, TeamDialog } from "./TeamDialog";
import { words } from "./zh-field";

const text = words.team;

/** The two steps that change the work itself, beside its title. */
export function TeamSteps({ page }: { page: ActivityPage }) {
  const [open, setOpen] = useState<"officers" | "cancel" | null>(null);
  if (page.cancelled !== null) return null;
  const step = (action: string) => page.actions.find((one) => one.action === action);
  const [officers, cancel] = [step("officers"), step("cancel")];
  const close = () => setOpen(null);
  return (
    <>
      {officers === undefined ? null : <StepButton step={officers} icon={<TeamOutlined />} plain onGo={() => setOpen("officers")} />}
      {cancel === undefined ? null : <StepButton step={cancel} icon={<StopOutlined />} plain danger onGo={() => setOpen("cancel")} />}
      {open === "officers" ? <TeamDialog page={page} onClose={close} /> : null}
      {open === "cancel" ? <CancelDialog page={page} onClose={close} /> : null}
    </>
  );
}

/** Why it is not done, and what becomes of the recordings that still hang on it. */
export function CancelledBanner({ page }: { page: ActivityPage }) {
  if (page.cancelled === null) return null;
  const { by, at, reason } = page.cancelled;
  return (
    <section className="panel cancelled-banner" aria-label={text.isCancelled}>
      <b>{text.cancelledBy(by, formatShort(at))}</b>
      <p>{reason}</p>
      {page.recordings.length === 0 ? null : (
        <p className="amber-text">
          {text.stillLinked(page.recordings.length)} <Link to="/match?standing=cancelled">{text.toMatch}</Link>
        </p>
      )}
    </section>
  );
}

/** Who came and left, from when on and why. */
export function TeamPanel({ page }: { page: ActivityPage }) {
  if (page.team_changes.length === 0) return null;
  const names = (people: readonly { name: string }[]) => people.map((one) => one.name).join("、");
  return (
    <section className="panel" aria-label={text.head}>
      <h2>{text.head}</h2>
      <ul className="plain-list">
        {page.team_changes.map((one) => (
          <li key={one.at}>
            <span className="num">{formatShort(one.since)}</span>
            <span>
              {[one.joined.length === 0 ? "" : text.joined(names(one.joined)), one.left.length === 0 ? "" : text.left(names(one.left))].filter(Boolean).join("，")}
            </span>
            <span className="faint">{text.noted(one.reason, one.by, formatShort(one.at))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
