import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleOutlined,
  EditOutlined,
  ExclamationCircleFilled,
  FileDoneOutlined,
  InboxOutlined,
  LoadingOutlined,
  MinusCircleOutlined,
  RollbackOutlined,
  SafetyCertificateOutlined,
  SwapOutlined,
  WarningFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { AccessView, ActivityStatus, CaseStatus, RecordStatus, RecordingSummary, Severity } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { Chip } from "./Chip";
import type { ChipTone } from "./tones";

type Look = [ChipTone, ReactNode];

const CASE: Record<CaseStatus, Look> = {
  registered: ["grey", <ClockCircleOutlined key="i" />],
  open: ["blue", <EditOutlined key="i" />],
  not_opened: ["grey", <MinusCircleOutlined key="i" />],
  decided: ["blue", <FileDoneOutlined key="i" />],
  closed: ["amber", <InboxOutlined key="i" />],
  archived: ["green", <SafetyCertificateOutlined key="i" />],
};
export function CaseStatusChip({ status }: { status: CaseStatus }) {
  const [tone, icon] = CASE[status] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {zh.caseStatus[status] ?? status}
    </Chip>
  );
}

const RECORD: Record<RecordStatus, Look> = {
  draft: ["grey", <EditOutlined key="i" />],
  signing: ["blue", <ClockCircleOutlined key="i" />],
  returned: ["red", <RollbackOutlined key="i" />],
  effective: ["green", <CheckCircleFilled key="i" />],
  voided: ["grey", <CloseCircleOutlined key="i" />],
  corrected: ["grey", <SwapOutlined key="i" />],
};
export function RecordStatusChip({ status, waitsFor }: { status: RecordStatus; waitsFor?: string | null }) {
  const [tone, icon] = RECORD[status] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {status === "signing" && waitsFor ? zh.waitsFor(waitsFor) : (zh.recordStatus[status] ?? status)}
    </Chip>
  );
}

const RECORDING: Record<RecordingSummary["state"], Look> = {
  probing: ["blue", <LoadingOutlined key="i" />],
  ready: ["green", <CheckCircleFilled key="i" />],
  unprobed: ["amber", <WarningFilled key="i" />],
  quarantined: ["red", <ExclamationCircleFilled key="i" />],
};
export function RecordingStateChip({ state }: { state: RecordingSummary["state"] }) {
  const [tone, icon] = RECORDING[state] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {zh.recordingState[state] ?? state}
    </Chip>
  );
}

const ACTIVITY: Record<ActivityStatus, Look> = {
  planned: ["grey", <ClockCircleOutlined key="i" />],
  on_site: ["amber", <EditOutlined key="i" />],
  departed: ["blue", <RollbackOutlined key="i" />],
  returned: ["green", <CheckCircleFilled key="i" />],
  cancelled: ["grey", <MinusCircleOutlined key="i" />],
};
export function ActivityStatusChip({ status }: { status: ActivityStatus }) {
  const [tone, icon] = ACTIVITY[status] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {zh.activityStatus[status] ?? status}
    </Chip>
  );
}

const ACCESS: Record<AccessView["status"], Look> = {
  pending: ["amber", <ClockCircleOutlined key="i" />],
  approved: ["green", <CheckCircleFilled key="i" />],
  refused: ["red", <CloseCircleOutlined key="i" />],
  revoked: ["grey", <RollbackOutlined key="i" />],
  expired: ["grey", <MinusCircleOutlined key="i" />],
};
export function AccessStatusChip({ status }: { status: AccessView["status"] }) {
  const [tone, icon] = ACCESS[status] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {zh.accessStatus[status] ?? status}
    </Chip>
  );
}

const SEVERITY: Record<Severity, ChipTone> = { S1: "red", S2: "amber", S3: "blue", S4: "grey" };
export function SeverityChip({ severity }: { severity: Severity }) {
  return <Chip tone={SEVERITY[severity] ?? "grey"}>{zh.severity[severity] ?? severity}</Chip>;
}
