import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useDevice } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { DevicePage as Data, Step } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant, formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { deviceWords as w } from "@/i18n/zh-devices";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { StepButton } from "@/widgets/StepButton";
import { DeviceDialog } from "./DeviceDialog";
import { CustodyPanel, FaultPanel, NumbersPanel, RecordingsPanel, RegisterPanel, SeenPanel } from "./DevicePanels";
import { DeviceStatusChip } from "./DeviceStatusChip";
import { DriftCurve } from "./DriftCurve";
import { HolderAt } from "./HolderAt";
import { LookDialog } from "./LookDialog";
import { RegisterDialog } from "./RegisterDialog";
import type { DeviceAction } from "./device-forms";
import { offsetText, offsetTone } from "./device-text";
import "./devices.css";

const p = w.page;

/** One device: where it is, how it is, who had it, and what came from it. */
export default function DevicePage() {
  const { id = "" } = useParams();
  const page = useDevice(id);
  return (
    <Loaded key={id} from={page} rows={10}>
      {(data) => <Body data={data} />}
    </Loaded>
  );
}

type Asked = { kind: "form"; action: DeviceAction; no: number | null; title: string } | { kind: "look"; title: string } | { kind: "change" } | null;

function Body({ data }: { data: Data }) {
  const [asked, setAsked] = useState<Asked>(null);
  const navigate = useNavigate();
  const numbers = useAction({ success: w.done });
  const close = () => setAsked(null);
  const ask = (action: DeviceAction, no: number, title: string) => setAsked({ kind: "form", action, no, title });
  const go = (step: Step) => {
    if (step.action === "issue" || step.action === "return") void navigate(`/devices/desk?do=${step.action}&code=${encodeURIComponent(data.details.asset_no)}`);
    else if (step.action === "check") setAsked({ kind: "look", title: step.title });
    else if (step.action === "change") setAsked({ kind: "change" });
    else if (step.action === "numbers") void numbers.run("POST", `/devices/${data.device_id}/numbers`, {});
    else setAsked({ kind: "form", action: step.action as DeviceAction, no: null, title: step.title });
  };
  const title = `${w.kind[data.details.kind]} ${data.details.asset_no}`;
  return (
    <div className="stack">
      <PageHead
        title={
          <>
            {title} <DeviceStatusChip status={data.status} />
          </>
        }
        tab={title}
        note={
          <>
            <Link to="/devices">{w.title}</Link> · {data.agency}
          </>
        }
        actions={data.steps.map((step) => (
          <StepButton key={step.action} step={step} onGo={go} busy={step.action === "numbers" && numbers.busy} danger={step.action === "retire"} />
        ))}
      />
      {data.ended ? (
        <section className="panel" role="note">
          {p.ended(data.ended.text)} <span className="faint">{formatInstant(data.ended.at)}</span>
          {data.ended.data_went ? (
            <div>
              {p.dataWent}：{data.ended.data_went}
            </div>
          ) : null}
        </section>
      ) : null}
      <NowPanel data={data} />
      <div className="device-grid">
        <div className="stack">
          <CustodyPanel data={data} />
          <HolderAt deviceId={data.device_id} />
          <RegisterPanel data={data} />
        </div>
        <div className="stack">
          <NumbersPanel data={data} onAsk={ask} />
          <FaultPanel data={data} onAsk={ask} />
          <section className="panel" aria-label={p.clock}>
            <h2>{p.clock}</h2>
            <p className="faint">{data.clocks.length === 0 ? p.noClock : p.clockNote}</p>
            {data.clocks.length === 0 ? null : <DriftCurve points={data.clocks} />}
          </section>
          <SeenPanel data={data} />
          <RecordingsPanel data={data} />
        </div>
      </div>
      <section className="panel" aria-label={p.trail}>
        <h2>{p.trail}</h2>
        <ul className="device-lines">
          {data.trail.slice(0, 50).map((one) => (
            <li key={one.n}>
              <span className="num faint">{formatInstant(one.at)}</span> {one.person} <b>{one.action}</b>
              <span className="faint">{one.detail.map((d) => ` · ${d.label}：${d.after ?? zh.state.none}`).join("")}</span>
            </li>
          ))}
        </ul>
      </section>
      {asked?.kind === "form" ? <DeviceDialog deviceId={data.device_id} action={asked.action} no={asked.no} title={asked.title} onClose={close} /> : null}
      {asked?.kind === "look" ? <LookDialog deviceId={data.device_id} title={asked.title} onClose={close} /> : null}
      {asked?.kind === "change" ? <RegisterDialog device={data} onClose={close} /> : null}
    </div>
  );
}

/** The four things one asks of a device first. */
function NowPanel({ data }: { data: Data }) {
  const clock = data.clocks[data.clocks.length - 1];
  const seen = (at: string | null) => (at === null ? p.unseen : p.seenAt(formatShort(at)));
  const figure = (name: string, value: string, note: string, tone = "") => (
    <div className="device-figure">
      <div className="faint">{name}</div>
      <div className={`device-value ${tone}`}>{value}</div>
      <div className="faint">{note}</div>
    </div>
  );
  const since = data.custody[0]?.from;
  return (
    <section className="panel" aria-label={p.now}>
      <div className="device-figures">
        {figure(w.column.holder, data.holder?.name ?? w.store, since ? p.since(formatShort(since)) : "")}
        {figure(p.batteryShort, data.battery_percent === null ? zh.state.none : `${data.battery_percent}%`, seen(data.battery_at))}
        {figure(p.freeShort, formatBytes(data.free_bytes), seen(data.free_at))}
        {figure(p.clock, clock ? offsetText(clock.offset_ms) : zh.state.none, seen(clock?.at ?? null), clock ? `${offsetTone(clock.offset_ms)}-text` : "")}
      </div>
      <p>
        <Chip tone="blue">{p.forecast}</Chip> {data.forecast.sentence}
      </p>
    </section>
  );
}
