import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloudSyncOutlined,
  CloudUploadOutlined,
  DisconnectOutlined,
  ExclamationCircleFilled,
  FileSearchOutlined,
  FileUnknownOutlined,
  PauseCircleOutlined,
  StopFilled,
} from "@ant-design/icons";
import { Progress } from "antd";
import type { ReactNode } from "react";
import { formatBytes } from "@/format/text";
import { formatInstant, formatSpan } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";
import { useNow } from "@/widgets/use-now";
import { Accepted } from "./Accepted";
import { claimedStartFromName } from "./claimed-time";
import { DepositProof } from "./DepositProof";
import { bytesPerSecond, secondsLeft, type RateSample } from "./transfer-rate";
import { UploadActions } from "./UploadActions";
import { acknowledgedShare, type UploadPhase, type UploadTask } from "./upload-task";
import { words } from "./zh-uploads";

const LOOK: Record<UploadPhase, [ChipTone, ReactNode]> = {
  waiting_digest: ["grey", <ClockCircleOutlined key="i" />],
  digesting: ["blue", <FileSearchOutlined key="i" />],
  waiting_transfer: ["grey", <ClockCircleOutlined key="i" />],
  transferring: ["blue", <CloudUploadOutlined key="i" />],
  cut: ["amber", <DisconnectOutlined key="i" />],
  verifying: ["blue", <CloudSyncOutlined key="i" />],
  deposited: ["green", <CheckCircleFilled key="i" />],
  quarantined: ["red", <StopFilled key="i" />],
  failed: ["red", <ExclamationCircleFilled key="i" />],
  paused: ["grey", <PauseCircleOutlined key="i" />],
  needs_file: ["amber", <FileUnknownOutlined key="i" />],
};

interface Props {
  task: UploadTask;
  samples: readonly RateSample[];
  reopenable: boolean;
}

/** One file of the queue: where it stands, how far, what can be done. */
export function UploadCard({ task, samples, reopenable }: Props) {
  const [tone, icon] = LOOK[task.phase];
  const claimed = claimedStartFromName(task.fileName);
  return (
    <li className={`upload-card upload-${task.phase}`} aria-label={task.fileName}>
      <div className="upload-head">
        <span className="upload-name" title={task.fileName}>
          {task.fileName}
        </span>
        <Chip tone={tone} icon={icon}>
          {words.phase[task.phase]}
        </Chip>
      </div>
      <div className="faint upload-meta" title={claimed === null ? undefined : words.claimed(formatInstant(claimed))}>
        {formatBytes(task.sizeBytes)} · {task.activityLabel === null ? words.unlinked : task.activityLabel}
      </div>
      <Moving task={task} samples={samples} />
      {task.restarted && task.phase !== "deposited" ? <div className="faint">{words.restarted}</div> : null}
      {task.trouble === null || task.phase === "cut" ? null : (
        <div className="red-text" role="alert">
          {task.trouble}
        </div>
      )}
      {task.phase === "quarantined" ? <div className="red-text">{words.quarantinedHint}</div> : null}
      {task.acceptance ? <Accepted acceptance={task.acceptance} name={task.fileName} /> : null}
      {task.receipt === null ? null : (
        <DepositProof
          browser={task.sha256}
          server={task.receipt.sha256}
          sm3={task.receipt.sm3}
          logNumber={task.receipt.logNumber}
          recordingId={task.receipt.recordingId}
          thereAlready={task.receipt.wasThereAlready}
          deposited={task.phase === "deposited"}
        />
      )}
      <UploadActions task={task} reopenable={reopenable} />
    </li>
  );
}

function Moving({ task, samples }: { task: UploadTask; samples: readonly RateSample[] }) {
  const size = formatBytes(task.sizeBytes);
  switch (task.phase) {
    case "digesting":
      return (
        <>
          <Progress percent={percentOf(task.digestedBytes, task.sizeBytes)} size="small" strokeColor="#8fa9c8" />
          <div className="faint num">{words.digested(formatBytes(task.digestedBytes), size)}</div>
        </>
      );
    case "transferring": {
      const rate = bytesPerSecond(samples);
      const left = secondsLeft(task.sizeBytes - task.acknowledgedBytes, rate);
      return (
        <>
          <Acknowledged task={task} samples={samples} />
          <div className="faint num">
            {[
              words.acknowledged(formatBytes(task.acknowledgedBytes), size),
              rate === null ? null : words.speed(formatBytes(rate)),
              left === null ? null : words.left(formatSpan(left * 1000)),
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </>
      );
    }
    case "cut":
      return (
        <>
          <Acknowledged task={task} samples={[]} />
          <CutLine task={task} />
        </>
      );
    case "paused":
    case "needs_file":
      return task.acknowledgedBytes > 0 ? (
        <>
          <Acknowledged task={task} samples={[]} />
          <div className="faint num">{words.acknowledged(formatBytes(task.acknowledgedBytes), size)}</div>
        </>
      ) : null;
    case "verifying":
      return (
        <>
          <Progress percent={100} size="small" status="active" showInfo={false} />
          <div className="faint">{words.verifyingNote}</div>
        </>
      );
    default:
      return null;
  }
}

/** Solid: acknowledged by the server. Pale: on the way. */
function Acknowledged({ task, samples }: { task: UploadTask; samples: readonly RateSample[] }) {
  const acknowledged = Math.floor(acknowledgedShare(task) * 1000) / 10;
  const sent = percentOf(samples[samples.length - 1]?.bytes ?? 0, task.sizeBytes);
  return (
    <Progress
      percent={Math.max(acknowledged, sent)}
      success={{ percent: acknowledged, strokeColor: "#1456A8" }}
      strokeColor="#b9d0ec"
      size="small"
      format={() => `${Math.floor(acknowledged)}%`}
    />
  );
}

function CutLine({ task }: { task: UploadTask }) {
  const now = useNow(1000);
  const seconds = Math.ceil(((task.retryAtMs ?? now) - now) / 1000);
  return (
    <div className="amber-text" role="status">
      {task.trouble}，{words.savedTo(Math.floor(acknowledgedShare(task) * 100))}
      <span className="faint num"> {seconds > 0 ? words.retryIn(seconds) : words.retryNow}</span>
    </div>
  );
}

function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, Math.floor((part / whole) * 1000) / 10);
}
