import { BackwardOutlined, CaretRightOutlined, ForwardOutlined, PauseOutlined, StepBackwardOutlined, StepForwardOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { formatClock } from "@/format/time";
import { useNarrow } from "@/widgets/use-narrow";
import { commandOf, nextRate, RATES } from "../player-keys";
import type { Span } from "../spans";
import { useWatched } from "../use-watched";
import { words } from "../zh-recordings";
import { clipAt, type Camera } from "./cameras";
import { CameraTile } from "./CameraTile";
import { SharedAxis } from "./SharedAxis";
import { useStep } from "./use-step";
import type { Opened } from "./use-tickets";
import { togetherWords as w } from "./zh-together";

interface Props {
  cameras: readonly Camera[];
  whole: Span;
  startMs: number;
  opened: ReadonlyMap<string, Opened>;
  onBroken: (clipId: string) => void;
  /** Where Esc leads. */
  leave: string;
}

const FRAME_MS = 40;

/** The pictures, their one set of controls, and the axis they share. On a phone one is large. */
export function InStep({ cameras, whole, startMs, opened, onBroken, leave }: Props) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { played } = useWatched();
  const step = useStep(cameras, whole, startMs, played);
  const { state, seek, toggle, speed, attach, loaded } = step;
  const [heard, setHeard] = useState<string | null>(cameras[0]?.key ?? null);
  const [big, setBig] = useState<string | null>(null);
  const large = big ?? (narrow ? heard : null);
  const enlarge = useCallback((key: string) => setBig((before) => (before === key ? null : key)), []);
  const align = useCallback(() => void loaded(), [loaded]);

  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("input,textarea,select,.ant-modal,.ant-select") || ((event.key === " " || event.key === "Enter") && target.closest("button,a,label"))) return;
    const number = Number(event.key);
    const camera = Number.isInteger(number) ? cameras[number - 1] : undefined;
    const found = commandOf(event);
    if (camera !== undefined) setHeard(camera.key);
    else if (event.key === "Escape") void navigate(leave);
    else if (found?.kind === "toggle") toggle();
    else if (found?.kind === "seek") seek(state.wallMs + found.byMs);
    else if (found?.kind === "frame") {
      if (state.running) toggle();
      seek(state.wallMs + found.by * FRAME_MS);
    } else if (found?.kind === "faster") speed(nextRate(state.rate, 1));
    else if (found?.kind === "slower") speed(nextRate(state.rate, -1));
    else return;
    event.preventDefault();
  };
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  const key = (label: string, icon: React.ReactNode, act: () => void) => <Button type="text" icon={icon} aria-label={label} title={label} onClick={act} />;
  return (
    <section className="together" aria-label={w.title}>
      <div className={`camera-grid of-${cameras.length}${large === null ? "" : " with-large"}`}>
        {cameras.map((camera) => {
          const clip = clipAt(camera, state.wallMs);
          return (
            <div key={camera.key} className={camera.key === large ? "camera-large" : "camera-small"} onClick={() => (narrow ? setHeard(camera.key) : undefined)}>
              <CameraTile
                cameraKey={camera.key}
                name={camera.label}
                clip={clip}
                opened={clip === null ? undefined : opened.get(clip.id)}
                heard={camera.key === heard}
                big={camera.key === big}
                attach={attach}
                onLoaded={align}
                onHear={setHeard}
                onBig={enlarge}
                onBroken={onBroken}
              />
            </div>
          );
        })}
      </div>
      <div className="player-controls" role="toolbar" aria-label={w.title}>
        <Button type="primary" icon={state.running ? <PauseOutlined /> : <CaretRightOutlined />} aria-label={state.running ? words.play.pause : words.play.play} onClick={toggle} />
        {key(words.play.back, <BackwardOutlined />, () => seek(state.wallMs - 5_000))}
        {key(words.play.forward, <ForwardOutlined />, () => seek(state.wallMs + 5_000))}
        {key(words.play.frameBack, <StepBackwardOutlined />, () => seek(state.wallMs - FRAME_MS))}
        {key(words.play.frameForward, <StepForwardOutlined />, () => seek(state.wallMs + FRAME_MS))}
        <b className="together-time num" data-wall={Math.round(state.wallMs)}>
          {formatClock(state.wallMs, true)}
        </b>
        <span className="faint" role="status">
          {state.stalled ? w.stalled : null}
        </span>
        <span className="grow" />
        <Select size="small" aria-label={words.play.rate} className="player-rate" value={state.rate} options={RATES.map((rate) => ({ value: rate, label: `${rate}×` }))} onChange={speed} />
      </div>
      <SharedAxis cameras={cameras} whole={whole} wallMs={state.wallMs} onSeek={seek} />
      <p className="faint together-keys">{w.keys}</p>
    </section>
  );
}
