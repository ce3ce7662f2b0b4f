import {
  ColumnWidthOutlined,
  MinusOutlined,
  PlusOutlined,
  PrinterOutlined,
  QuestionCircleOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import { Button, Checkbox, Space, Tooltip } from "antd";
import { useMemo } from "react";
import { useAxis } from "@/api/queries";
import type { Axis } from "@/api/schema";
import { instantMs } from "@/format/time";
import { axisWords as w } from "@/i18n/zh-axis";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import { useNow } from "@/widgets/use-now";
import { AxisList } from "./AxisList";
import { AxisPane } from "./AxisPane";
import { disputedOnly, endOf, startOf } from "./layout";
import { buildScale } from "./scale";
import { usePane } from "./use-pane";
import "./axis.css";

const KEYS = ["disputed", "as"] as const;

/** The case on one line of time. On a phone, or if asked, the same as a list. */
export function AxisTab({ caseId }: { caseId: string }) {
  const axis = useAxis(caseId);
  return <Loaded from={axis}>{(data) => <AxisBody axis={data} />}</Loaded>;
}

function AxisBody({ axis }: { axis: Axis }) {
  const narrow = useNarrow();
  const tick = useNow();
  const { filters, set } = useFilters(KEYS);
  const onlyDisputed = filters.disputed === "1";
  const asList = narrow || filters.as === "list";
  // The server's now, moved on by the time this page has been open.
  const now = useMemo(() => ({ server: instantMs(axis.now), here: Date.now() }), [axis.now]);
  const nowMs = now.server + Math.max(0, tick - now.here);
  const lanes = useMemo(() => (onlyDisputed ? disputedOnly(axis.lanes) : axis.lanes), [axis.lanes, onlyDisputed]);
  const scale = useMemo(() => {
    const items = lanes.flatMap((l) => l.items.map((i) => ({ item: i, footage: l.key.startsWith("recordings") || l.key === "coverage" || i.kind === "bar" })));
    const marks = items.map(({ item, footage }) => ({ at: startOf(item), to: item.to ? endOf(item) : null, long: footage }));
    const [from, to] = onlyDisputed && items.length > 0 ? [Math.min(...marks.map((m) => m.at)), Math.max(...marks.map((m) => m.to ?? m.at))] : [instantMs(axis.from), instantMs(axis.to)];
    return buildScale(marks, from, to);
  }, [axis.from, axis.to, lanes, onlyDisputed]);
  const pane = usePane(scale);
  const empty = lanes.every((l) => l.items.length === 0);

  return (
    <section className="axis panel" aria-label={w.label}>
      <div className="axis-bar no-print">
        <Checkbox checked={onlyDisputed} onChange={(e) => set({ disputed: e.target.checked ? "1" : null })}>
          {w.disputed}
        </Checkbox>
        {asList ? null : <Legend />}
        <span className="grow" />
        {narrow ? null : (
          <Button
            size="small"
            type={asList ? "primary" : "default"}
            ghost={asList}
            icon={<UnorderedListOutlined />}
            onClick={() => set({ as: asList ? null : "list" })}
          >
            {asList ? w.chart : w.list}
          </Button>
        )}
        {asList ? null : (
          <>
            <Space.Compact size="small">
              <Button size="small" icon={<MinusOutlined />} aria-label={w.zoomOut} onClick={() => pane.zoom(1 / 1.8)} />
              <Button size="small" icon={<ColumnWidthOutlined />} onClick={pane.fit}>
                {w.fit}
              </Button>
              <Button size="small" icon={<PlusOutlined />} aria-label={w.zoomIn} onClick={() => pane.zoom(1.8)} />
            </Space.Compact>
            <Button size="small" icon={<PrinterOutlined />} onClick={() => window.print()}>
              {w.print}
            </Button>
            <Tooltip title={w.keys}>
              <QuestionCircleOutlined className="faint" aria-label={w.keys} tabIndex={0} />
            </Tooltip>
          </>
        )}
      </div>
      {empty ? <Nothing text={onlyDisputed ? w.noDisputed : w.nothing} /> : null}
      {empty ? null : asList ? <AxisList lanes={lanes} now={nowMs} /> : <AxisPane lanes={lanes} scale={scale} pane={pane} now={nowMs} />}
    </section>
  );
}

function Legend() {
  return (
    <div className="axis-legend" aria-label={w.legend}>
      <span>
        <i className="lg lg-true" /> {w.legendTrue}
      </span>
      <span>
        <i className="lg lg-packed" /> {w.legendPacked}
      </span>
      <span>
        <i className="lg lg-hole" /> {w.kind.hole}
      </span>
      <span>
        <i className="lg lg-wedge" /> {w.kind.wedge}
      </span>
    </div>
  );
}
