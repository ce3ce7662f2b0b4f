import {
  BackwardOutlined,
  CaretRightOutlined,
  FlagOutlined,
  ForwardOutlined,
  FullscreenOutlined,
  MutedOutlined,
  PauseOutlined,
  QuestionCircleOutlined,
  RetweetOutlined,
  SoundOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
  VerticalLeftOutlined,
  VerticalRightOutlined,
} from "@ant-design/icons";
import { Button, Popover, Select } from "antd";
import { formatClock, formatLength } from "@/format/time";
import { RATES, type PlayerCommand } from "./player-keys";
import { exactLength } from "./ruler-geometry";
import type { PlayerState } from "./use-player";
import { words } from "./zh-recordings";

interface Props {
  player: PlayerState;
  durationMs: number;
  startedAtMs: number | null;
  mayMark: boolean;
  /** The start was put right by a person; else the device only claims it. */
  corrected: boolean;
  beside: { before: string | null; after: string | null } | null;
  onCommand: (command: PlayerCommand) => void;
}

const text = words.play;

export function PlayerControls({ player, durationMs, startedAtMs, mayMark, corrected, beside, onCommand }: Props) {
  const key = (label: string, icon: React.ReactNode, command: PlayerCommand) => (
    <Button type="text" icon={icon} aria-label={label} title={label} onClick={() => onCommand(command)} />
  );
  const { loop } = player;
  return (
    <div className="player-controls" role="toolbar" aria-label={text.toggle}>
      <Button
        type="primary"
        icon={player.playing ? <PauseOutlined /> : <CaretRightOutlined />}
        aria-label={player.playing ? text.pause : text.play}
        title={`${player.playing ? text.pause : text.play}（K）`}
        onClick={() => onCommand({ kind: "toggle" })}
      />
      {key(text.back, <BackwardOutlined />, { kind: "seek", byMs: -5_000 })}
      {key(text.forward, <ForwardOutlined />, { kind: "seek", byMs: 5_000 })}
      {key(text.frameBack, <StepBackwardOutlined />, { kind: "frame", by: -1 })}
      {key(text.frameForward, <StepForwardOutlined />, { kind: "frame", by: 1 })}
      {beside?.before == null ? null : key(`${text.before}（[）${beside.before}`, <VerticalRightOutlined />, { kind: "beside", by: -1 })}
      {beside?.after == null ? null : key(`${text.after}（]）${beside.after}`, <VerticalLeftOutlined />, { kind: "beside", by: 1 })}
      <span className="player-time num">
        {formatLength(player.atMs)} / {formatLength(durationMs)}
        {startedAtMs === null ? null : (
          <b title={corrected ? text.corrected : text.claimed}>
            {formatClock(startedAtMs + player.atMs, true)}
            {corrected ? null : <sup aria-label={text.claimed}>?</sup>}
          </b>
        )}
      </span>
      <span className="grow" />
      {loop.from !== null || loop.to !== null ? (
        <Button size="small" icon={<RetweetOutlined />} title={text.loopClear} onClick={() => onCommand({ kind: "loop_clear" })}>
          {loop.from !== null && loop.to !== null ? text.loop(exactLength(loop.from), exactLength(loop.to)) : `${text.loopIn} ${exactLength(loop.from ?? 0)}`}
        </Button>
      ) : null}
      {mayMark ? (
        <Button icon={<FlagOutlined />} onClick={() => onCommand({ kind: "mark" })}>
          {words.markAdd}
        </Button>
      ) : null}
      <Select
        size="small"
        aria-label={text.rate}
        className="player-rate"
        value={player.rate}
        options={RATES.map((rate) => ({ value: rate, label: `${rate}×` }))}
        onChange={player.changeRate}
      />
      <Button
        type="text"
        icon={player.muted ? <MutedOutlined /> : <SoundOutlined />}
        aria-label={player.muted ? text.unmute : text.mute}
        title={player.muted ? text.unmute : text.mute}
        onClick={() => {
          const element = player.video.current;
          if (element !== null) element.muted = !element.muted;
        }}
      />
      {key(`${text.fullscreen}（F）`, <FullscreenOutlined />, { kind: "fullscreen" })}
    </div>
  );
}

/** The key table, for those who work without a mouse. */
export function KeyHelp() {
  return (
      <Popover
        trigger={["click"]}
        title={text.keys}
        content={
          <dl className="facts">
            {text.keyTable.map(([keys, what]) => (
              <div key={keys}>
                <dt>{keys}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        }
      >
        <Button type="text" size="small" className="player-help" icon={<QuestionCircleOutlined />} >
          {text.keys}
        </Button>
      </Popover>
  );
}
