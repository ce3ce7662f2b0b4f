import { HomeOutlined, PlusOutlined, ScanOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useDevices } from "@/api/queries";
import { hasRole, useMe } from "@/api/session";
import type { DeviceSummary } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { deviceWords as w } from "@/i18n/zh-devices";
import { Chip } from "@/widgets/Chip";
import { PageHead } from "@/widgets/PageHead";
import { QueryTable } from "@/widgets/QueryTable";
import { useFilters } from "@/widgets/use-filters";
import { offsetText, offsetTone } from "./device-text";
import { DeviceStatusChip } from "./DeviceStatusChip";
import { RegisterDialog } from "./RegisterDialog";
import "./devices.css";

const KEYS = ["status", "kind", "q", "open"] as const;
const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

function Clock({ device: d }: { device: DeviceSummary }) {
  if (d.offset_ms === null) return <span className="faint">{w.page.unseen}</span>;
  const tone = offsetTone(d.offset_ms);
  return <span className={tone === "green" ? "" : `${tone}-text`}>{offsetText(d.offset_ms)}</span>;
}

function Open({ device: d }: { device: DeviceSummary }) {
  return (
    <span className="row">
      {d.open_faults > 0 ? <Chip tone="red">{w.faults(d.open_faults)}</Chip> : null}
      {d.open_gaps > 0 ? <Chip tone="amber">{w.gaps(d.open_gaps)}</Chip> : null}
    </span>
  );
}

const holderOf = (d: DeviceSummary) => d.holder?.name ?? (d.status === "installed" ? zh.state.none : w.store);

const columns: TableColumnsType<DeviceSummary> = [
  {
    title: w.column.device,
    key: "device",
    render: (_, d) => (
      <>
        <Link to={`/devices/${d.device_id}`}>{d.asset_no}</Link> <span className="faint">{w.kind[d.kind]}</span>
      </>
    ),
  },
  { title: w.column.status, key: "status", width: 112, render: (_, d) => <DeviceStatusChip status={d.status} /> },
  {
    title: w.column.holder,
    key: "holder",
    width: 170,
    render: (_, d) => (
      <>
        {holderOf(d)} <span className="faint num">{formatShort(d.held_since)}</span>
      </>
    ),
  },
  { title: w.column.battery, key: "battery", width: 70, className: "num", render: (_, d) => (d.battery_percent === null ? zh.state.none : `${d.battery_percent}%`) },
  { title: w.column.clock, key: "clock", width: 110, render: (_, d) => <Clock device={d} /> },
  { title: w.column.free, key: "free", width: 100, className: "num nowrap", render: (_, d) => formatBytes(d.free_bytes) },
  { title: w.column.open, key: "open", width: 170, render: (_, d) => <Open device={d} /> },
  { title: w.column.model, key: "model", width: 150, ellipsis: true, render: (_, d) => `${d.maker} ${d.model}` },
];

/** The register: where each device is and how it is. */
export default function DeviceListPage() {
  const me = useMe();
  const { filters, set, clear, active } = useFilters(KEYS);
  const devices = useDevices({ ...filters, open: filters.open === "true" ? true : null });
  const keeps = hasRole(me, "device_custodian");
  const [registering, setRegistering] = useState(false);
  const [number, setNumber] = useState(filters.q ?? "");
  return (
    <>
      <PageHead
        title={w.title}
        note={w.note}
        actions={
          <>
            <Link to="/devices/rooms">
              <Button icon={<HomeOutlined />} tabIndex={-1}>
                {w.rooms.title}
              </Button>
            </Link>
            {keeps ? (
              <>
              <Button icon={<PlusOutlined />} onClick={() => setRegistering(true)}>
                {w.register}
              </Button>
              <Link to="/devices/desk">
                <Button type="primary" icon={<ScanOutlined />} tabIndex={-1}>
                  {w.desk}
                </Button>
              </Link>
            </>
            ) : null}
          </>
        }
      />
      <QueryTable<DeviceSummary>
        from={devices}
        rowKey="device_id"
        label={w.title}
        columns={columns}
        minWidth={1040}
        empty={w.empty}
        href={(d) => `/devices/${d.device_id}`}
        rowClass={(d) => (d.status === "faulty" || d.status === "lost" ? "row-red" : "")}
        card={(d) => <Card device={d} />}
        filters={
          <>
            <Input.Search
              aria-label={w.number}
              className="device-search"
              allowClear
              placeholder={w.number}
              value={number}
              onChange={(e) => setNumber(e.target.value)}
              onSearch={(value) => set({ q: value.trim() })}
            />
            <Select aria-label={w.column.status} className="device-filter" allowClear value={filters.status} placeholder={w.anyStatus} onChange={(value) => set({ status: value })} options={options(w.status)} />
            <Select aria-label={w.field.kind} className="device-filter" allowClear value={filters.kind} placeholder={w.anyKind} onChange={(value) => set({ kind: value })} options={options(w.kind)} />
            <Checkbox checked={filters.open === "true"} onChange={(e) => set({ open: e.target.checked ? "true" : null })}>
              {w.onlyOpen}
            </Checkbox>
            {active ? (
              <Button
                size="small"
                type="link"
                onClick={() => {
                  setNumber("");
                  clear();
                }}
              >
                {zh.act.reset}
              </Button>
            ) : null}
          </>
        }
      />
      {registering ? <RegisterDialog onClose={() => setRegistering(false)} /> : null}
    </>
  );
}

function Card({ device: d }: { device: DeviceSummary }) {
  return (
    <div className="stack-tight">
      <div className="row between">
        <Link to={`/devices/${d.device_id}`}>
          <b>{d.asset_no}</b>
        </Link>
        <DeviceStatusChip status={d.status} />
      </div>
      <span className="faint">
        {w.kind[d.kind]} · {d.maker} {d.model}
      </span>
      <span>
        {holderOf(d)} · {d.battery_percent === null ? zh.state.none : `${d.battery_percent}%`} · <Clock device={d} /> · {formatBytes(d.free_bytes)}
      </span>
      <Open device={d} />
    </div>
  );
}
