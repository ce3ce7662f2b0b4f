import { CaretRightFilled } from "@ant-design/icons";
import { Alert, Button, Checkbox } from "antd";
import { useCallback, useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { useActivity } from "@/api/queries";
import type { ActivityPage } from "@/api/schema";
import { formatShort } from "@/format/time";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { bestStart, camerasOf, chosenOf, MOST_CAMERAS, wholeOf, type Camera } from "./cameras";
import { InStep } from "./InStep";
import { useTickets } from "./use-tickets";
import { words } from "../zh-recordings";
import { togetherWords as w } from "./zh-together";
import "../recordings.css";
import "./together.css";

/** Several cameras of one visit on one clock. `?activity=` which visit, `?cameras=` which of them. */
export default function TogetherPage() {
  const [params] = useSearchParams();
  const activity = useActivity(params.get("activity"));
  if (params.get("activity") === null) return <Nothing text={w.none} />;
  return <Loaded from={activity}>{(page) => <Together page={page} />}</Loaded>;
}

function Together({ page }: { page: ActivityPage }) {
  const [params, setParams] = useSearchParams();
  const { summary, recordings } = page;
  const cameras = useMemo(() => camerasOf(recordings), [recordings]);
  const wanted = useMemo(() => (params.get("cameras") ?? "").split(",").filter((key) => key !== ""), [params]);
  const chosen = useMemo(() => chosenOf(cameras, wanted), [cameras, wanted]);
  const tickets = useTickets();
  const clips = chosen.flatMap((camera) => camera.clips);
  const open = clips.length > 0 && clips.every((clip) => tickets.opened.has(clip.id)) && clips.some((clip) => "url" in (tickets.opened.get(clip.id) ?? {}));
  const shut = clips.filter((clip) => "refused" in (tickets.opened.get(clip.id) ?? {}));
  const { expire } = tickets;
  const broken = useCallback((id: string) => expire(id, w.reopen), [expire]);
  const whole = useMemo(() => wholeOf(chosen), [chosen]);
  const start = bestStart(chosen);
  const choose = (keys: string[]) =>
    setParams(
      (before) => {
        before.set("cameras", keys.join(","));
        return before;
      },
      { replace: true },
    );
  return (
    <div className="stack">
      <PageHead
        title={w.title}
        note={
          <>
            {summary.title} · {formatShort(summary.arrived_at ?? summary.planned_at)}
          </>
        }
        actions={
          <Link to={`/acts/${summary.activity_id}`}>
            <Button>{w.back}</Button>
          </Link>
        }
      />
      {cameras.length === 0 || whole === null || start === null ? <Nothing text={w.none} /> : null}
      {cameras.length > 1 ? <Choice cameras={cameras} chosen={chosen} onChoose={choose} /> : null}
      {recordings.some((one) => !one.time_corrected) && cameras.length > 0 ? <p className="faint">{w.note}</p> : null}
      {cameras.length > 0 && !open ? <Gate cameras={chosen} tickets={tickets} /> : null}
      {open && shut.length > 0 && tickets.waiting === null ? (
        <Alert
          type="warning"
          showIcon
          title={w.shut(shut.length)}
          action={
            <Button size="small" onClick={() => void tickets.open(shut.map((clip) => clip.id))}>
              {words.gate.reopen}
            </Button>
          }
        />
      ) : null}
      {open && whole !== null && start !== null ? (
        <InStep
          key={chosen.map((camera) => camera.key).join()}
          cameras={chosen}
          whole={whole}
          startMs={start}
          opened={tickets.opened}
          onBroken={broken}
          leave={`/acts/${summary.activity_id}`}
        />
      ) : null}
    </div>
  );
}

function Choice({ cameras, chosen, onChoose }: { cameras: readonly Camera[]; chosen: readonly Camera[]; onChoose: (keys: string[]) => void }) {
  const keys = chosen.map((camera) => camera.key);
  return (
    <div className="row wrap" role="group" aria-label={w.choose}>
      <span className="faint">{w.choose}</span>
      {cameras.map((camera) => {
        const on = keys.includes(camera.key);
        return (
          <Checkbox
            key={camera.key}
            checked={on}
            disabled={(!on && keys.length >= MOST_CAMERAS) || (on && keys.length === 1)}
            onChange={() => onChoose(on ? keys.filter((key) => key !== camera.key) : [...keys, camera.key])}
          >
            {camera.label} <span className="faint num">{w.clips(camera.clips.length)}</span>
          </Checkbox>
        );
      })}
    </div>
  );
}

function Gate({ cameras, tickets }: { cameras: readonly Camera[]; tickets: ReturnType<typeof useTickets> }) {
  const clips = cameras.flatMap((camera) => camera.clips);
  const refused = clips.flatMap((clip) => {
    const answer = tickets.opened.get(clip.id);
    return answer !== undefined && "refused" in answer ? [`${clip.label}：${answer.refused}`] : [];
  });
  return (
    <div className="gate">
      <div className="gate-card">
        {refused.length > 0 && tickets.waiting === null ? <Alert type="warning" showIcon title={refused.join("；")} /> : null}
        <Button
          autoFocus
          type="primary"
          size="large"
          icon={<CaretRightFilled />}
          loading={tickets.waiting !== null}
          onClick={() => void tickets.open(clips.filter((clip) => !("url" in (tickets.opened.get(clip.id) ?? {}))).map((clip) => clip.id))}
        >
          {tickets.waiting === null ? w.open(clips.length, cameras.length) : w.opening(tickets.waiting.done, tickets.waiting.of)}
        </Button>
        <p className="gate-note">{w.openNote}</p>
      </div>
    </div>
  );
}
