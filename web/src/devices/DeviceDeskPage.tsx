import { CameraOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Radio, Select, type InputRef } from "antd";
import { useCallback, useEffect, useRef, useState, type ComponentRef } from "react";
import { Link, useSearchParams } from "react-router";
import { asProblem, get } from "@/api/client";
import { useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import type { DeviceList, DeviceSummary, Problem } from "@/api/schema";
import { formatClock } from "@/format/time";
import { deviceWords as w } from "@/i18n/zh-devices";
import { Chip } from "@/widgets/Chip";
import { PageHead } from "@/widgets/PageHead";
import { ProblemView } from "@/widgets/ProblemView";
import { checkBody, NO_LOOK, offsetText, type Look } from "./device-text";
import { DeviceStatusChip } from "./DeviceStatusChip";
import { LookFields } from "./LookFields";
import { canScan, useBarcode } from "./use-barcode";
import "./devices.css";

const d = w.deskPage;
type Doing = "issue" | "return";

/** Issue and return: scan, charge, Enter; the next one. */
export default function DeviceDeskPage() {
  const [params, setParams] = useSearchParams();
  const doing: Doing = params.get("do") === "return" ? "return" : "issue";
  const [done, setDone] = useState<{ at: number; text: string }[]>([]);
  return (
    <>
      <PageHead
        title={w.desk}
        note={
          <span className="desk-note">
            <Link to="/devices">{w.title}</Link> · {w.deskNote}
          </span>
        }
      />
      <div className="device-desk">
        <section className="panel stack" aria-label={w.desk}>
          <Radio.Group aria-label={w.desk} optionType="button" buttonStyle="solid" value={doing} onChange={(e) => setParams({ do: String(e.target.value) }, { replace: true })}>
            <Radio.Button value="issue">{d.issue}</Radio.Button>
            <Radio.Button value="return">{d.giveBack}</Radio.Button>
          </Radio.Group>
          <Run key={doing} doing={doing} first={params.get("code") ?? ""} onDone={(text) => setDone((before) => [{ at: Date.now(), text }, ...before])} />
        </section>
        <section className="panel" aria-label={d.today}>
          <h2>
            {d.today} <span className="faint num">{done.length}</span>
          </h2>
          {done.length === 0 ? <p className="faint">{d.none}</p> : null}
          <ul className="device-lines" aria-live="polite">
            {done.map((one) => (
              <li key={one.at}>
                <span className="num faint">{formatClock(one.at, true)}</span> {one.text}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}

/** Devices that go by a number. */
function useFound() {
  const [found, setFound] = useState<DeviceSummary[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const look = useCallback(async (wanted: string): Promise<DeviceSummary[] | null> => {
    setProblem(null);
    try {
      const { items } = await get<DeviceList>("/devices", { code: wanted });
      setFound(items);
      return items;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return null;
    }
  }, []);
  const forget = useCallback(() => {
    setFound(null);
    setProblem(null);
  }, []);
  return { found, problem, look, forget };
}

function Run({ doing, first, onDone }: { doing: Doing; first: string; onDone: (text: string) => void }) {
  const people = useOfficers(useMe().agency.agency_id).data?.items ?? [];
  const [officer, setOfficer] = useState<string | null>(null);
  const [code, setCode] = useState(first);
  const [device, setDevice] = useState<DeviceSummary | null>(null);
  const [look, setLook] = useState<Look>(NO_LOOK);
  const [left, setLeft] = useState<number | null>(null);
  const [despite, setDespite] = useState("");
  const [camera, setCamera] = useState(false);
  const scanned = useFound();
  const scan = useRef<InputRef>(null);
  const battery = useRef<ComponentRef<typeof InputNumber>>(null);
  const reason = useRef<InputRef>(null);
  const again = () => {
    setDevice(null);
    setCode("");
    setLook(NO_LOOK);
    setLeft(null);
    setDespite("");
    scanned.forget();
    scan.current?.focus();
  };
  const name = (id: string | null) => people.find((one) => one.officer_id === id)?.name ?? "";
  const action = useAction({ errors: "inline" });
  const send = async () => {
    if (device === null || (doing === "issue" && officer === null)) return;
    const check = checkBody(look);
    const body = doing === "issue" ? { officer_id: officer, check, despite: despite.trim() === "" ? null : despite.trim() } : { files_left: left, check };
    const reply = await action.run("POST", `/devices/${device.device_id}/${doing}`, body);
    if (reply === null) return;
    const from = device.holder?.name;
    onDone(doing === "return" ? d.returned(device.asset_no) : from ? d.handed(device.asset_no, from, name(officer)) : d.issued(device.asset_no, name(officer)));
    again();
  };
  const find = async (wanted: string) => {
    if (wanted.trim() === "") return;
    action.clear();
    const items = await scanned.look(wanted.trim());
    const only = items?.length === 1 ? items[0] : undefined;
    setDevice(only ?? null);
  };
  const { look: lookFor } = scanned;
  useEffect(() => {
    if (first === "") return;
    void lookFor(first).then((items) => setDevice(items?.length === 1 ? (items[0] ?? null) : null));
  }, [first, lookFor]);
  useEffect(() => {
    if (device !== null) battery.current?.focus();
  }, [device]);
  const isWarned = action.problem?.code === "device.warned";
  useEffect(() => {
    if (isWarned) reason.current?.focus();
  }, [isWarned]);
  const seen = useBarcode(camera, (found) => {
    setCamera(false);
    setCode(found);
    void find(found);
  });
  const { found } = scanned;
  return (
    <>
      {doing === "issue" ? (
        <div>
          <label className="field-label" htmlFor="desk-officer">
            {w.field.officer} <span className="must">*</span>
          </label>
          <Select
            id="desk-officer"
            className="full-width"
            showSearch={{ optionFilterProp: "label" }}
            placeholder={d.pickOfficer}
            value={officer}
            onChange={(id) => {
              setOfficer(id);
              window.setTimeout(() => scan.current?.focus(), 0);
            }}
            options={people.filter((one) => one.enabled && one.roles.includes("officer")).map((one) => ({ value: one.officer_id, label: one.name }))}
          />
        </div>
      ) : null}
      <div className="scan-field">
        <label className="field-label" htmlFor="desk-code">
          {w.field.code} <span className="must">*</span>
        </label>
        <Input id="desk-code" ref={scan} size="large" autoFocus={doing === "return"} autoComplete="off" value={code} maxLength={100} onChange={(e) => setCode(e.target.value)} onPressEnter={() => void find(code)} />
        {canScan() ? (
          <Button icon={<CameraOutlined />} onClick={() => setCamera((on) => !on)}>
            {camera ? d.cameraStop : d.camera}
          </Button>
        ) : null}
        {camera ? <video ref={seen.video} className="scan-camera" muted playsInline /> : null}
        {seen.failed ? (
          <div className="red-text" role="alert">
            {d.cameraFailed}
          </div>
        ) : null}
      </div>
      <ProblemView problem={scanned.problem} />
      {found?.length === 0 ? (
        <div className="red-text" role="alert">
          {d.unknown(code)}
        </div>
      ) : null}
      {found && found.length > 1 && device === null ? (
        <div className="stack-tight">
          {d.several}
          {found.map((one) => (
            <Button key={one.device_id} onClick={() => setDevice(one)}>
              {one.asset_no} {one.maker} {one.model}
            </Button>
          ))}
        </div>
      ) : null}
      {device ? (
        <div className="stack">
          <Found device={device} />
          <LookFields look={look} onChange={setLook} onEnter={() => void send()} first={battery} />
          {doing === "return" ? (
            <div>
              <label className="field-label" htmlFor="desk-left">
                {w.field.filesLeft}
              </label>
              <InputNumber id="desk-left" min={0} max={1_000_000} value={left} onChange={setLeft} onPressEnter={() => void send()} />
            </div>
          ) : null}
          <ProblemView problem={action.problem} />
          {isWarned ? (
            <div>
              <label className="field-label" htmlFor="desk-despite">
                {w.field.despite}
              </label>
              <Input id="desk-despite" ref={reason} maxLength={200} value={despite} onChange={(e) => setDespite(e.target.value)} onPressEnter={() => void send()} />
            </div>
          ) : null}
          <div className="row">
            <Button type="primary" loading={action.busy} disabled={doing === "issue" && officer === null} onClick={() => void send()}>
              {doing === "issue" ? d.issue : d.giveBack}
            </Button>
            <span className="faint">{doing === "issue" && officer === null ? d.pickOfficer : d.enter}</span>
          </div>
        </div>
      ) : null}
    </>
  );
}

/** What was scanned: where it is, and what to see to. */
function Found({ device: one }: { device: DeviceSummary }) {
  return (
    <div className="row" role="status">
      <b>
        {w.kind[one.kind]} {one.asset_no}
      </b>
      <DeviceStatusChip status={one.status} />
      <span>{one.holder ? d.out(one.holder.name) : d.inStore}</span>
      {one.open_faults > 0 ? <Chip tone="red">{w.faults(one.open_faults)}</Chip> : null}
      {one.open_gaps > 0 ? <Chip tone="amber">{w.gaps(one.open_gaps)}</Chip> : null}
      {one.offset_ms === null ? null : (
        <span className="faint">
          {w.column.clock} {offsetText(one.offset_ms)}
        </span>
      )}
    </div>
  );
}
