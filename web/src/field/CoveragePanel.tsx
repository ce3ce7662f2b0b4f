import { CheckCircleFilled, ExclamationCircleFilled, FormOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { ActivityPage, Gap, Interruption } from "@/api/schema";
import { formatPpm } from "@/format/text";
import { formatClock, formatSpan } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { asGap, howItWentOn, notedState, stripParts, verdictOf, type NotedState, type StripPart, type Verdict } from "./coverage-geometry";
import { GapDialog } from "./GapDialog";
import { words } from "./zh-field";

const text = words.coverage;

/** The visit as one strip: what was recorded, what is missing (hatched), and its explanation. */
export function CoveragePanel({ page }: { page: ActivityPage }) {
  const { coverage } = page;
  const [explaining, setExplaining] = useState<Gap | null>(null);
  const parts = stripParts(coverage);
  const verdict = verdictOf(coverage);
  return (
    <section className="panel" aria-label={text.head}>
      <div className="row">
        <h2>{text.head}</h2>
        {coverage.span === null ? null : <VerdictChip verdict={verdict} />}
        <span className="grow" />
        {coverage.span === null ? null : <b className="num">{text.ratio(formatPpm(coverage.ratio_ppm))}</b>}
      </div>
      {parts.length === 0 ? (
        <p className="faint">{text.none}</p>
      ) : (
        <>
          <Strip parts={parts} page={page} onGap={setExplaining} />
          <div className="strip-ends faint num">
            <span>
              {text.arrived} {formatClock(coverage.span?.from ?? "")}
            </span>
            <span>
              {text.departed} {formatClock(coverage.span?.to ?? "")}
            </span>
          </div>
        </>
      )}
      {coverage.gaps.length > 0 && page.recordings.length === 0 ? <p className="amber-text">{text.depositFirst}</p> : null}
      {coverage.gaps.length === 0 ? null : (
        <ul className="gap-list">
          {coverage.gaps.map((gap) => (
            <GapLine key={gap.from} gap={gap} onExplain={() => setExplaining(gap)} />
          ))}
        </ul>
      )}
      {page.interruptions.length === 0 ? null : (
        <>
          <h3 className="noted-head">{text.noted}</h3>
          <ul className="gap-list">
            {page.interruptions.map((noted) => (
              <NotedLine key={noted.from} page={page} noted={noted} onExplain={setExplaining} />
            ))}
          </ul>
        </>
      )}
      {explaining === null ? null : <GapDialog page={page} gap={explaining} onClose={() => setExplaining(null)} />}
    </section>
  );
}

export function VerdictChip({ verdict }: { verdict: Verdict }) {
  switch (verdict) {
    case "complete":
      return (
        <Chip tone="green" icon={<CheckCircleFilled />}>
          {text.complete}
        </Chip>
      );
    case "explained":
      return (
        <Chip tone="amber" icon={<FormOutlined />}>
          {text.completeExplained}
        </Chip>
      );
    case "incomplete":
      return (
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {text.incomplete}
        </Chip>
      );
    case "none":
      return <Chip tone="grey">{text.notYet}</Chip>;
  }
}

function Strip({ parts, page, onGap }: { parts: StripPart[]; page: ActivityPage; onGap: (gap: Gap) => void }) {
  const navigate = useNavigate();
  const open = (part: StripPart) => {
    if (part.gap !== null) {
      if (!part.gap.explained) onGap(part.gap);
      return;
    }
    const id = page.coverage.covered.find((one) => one.from === part.from)?.recording_ids[0];
    if (id !== undefined) void navigate(`/av/${id}`);
  };
  return (
    <div className="coverage-strip" role="group" aria-label={text.head}>
      {parts.map((part) => {
        const lasted = Date.parse(part.to) - Date.parse(part.from);
        const label =
          part.gap === null
            ? `${text.covered} ${formatClock(part.from, true)}—${formatClock(part.to, true)}`
            : `${text.gap(formatSpan(lasted))} ${formatClock(part.from, true)}—${formatClock(part.to, true)} ${part.gap.explained ? text.explained : text.unexplained}`;
        return (
          <button
            key={`${part.kind}${part.from}`}
            type="button"
            className={`strip-${part.kind}${part.gap?.explained ? " explained" : ""}`}
            style={{ left: `${part.left * 100}%`, width: `${part.width * 100}%` }}
            title={label}
            aria-label={label}
            onClick={() => open(part)}
          >
            {part.width > 0.08 ? <span>{part.gap === null ? text.covered : text.gap(formatSpan(lasted))}</span> : null}
          </button>
        );
      })}
    </div>
  );
}

function GapLine({ gap, onExplain }: { gap: Gap; onExplain: () => void }) {
  return (
    <li>
      {gap.explained ? (
        <Chip tone="amber" icon={<FormOutlined />}>
          {text.explained}
        </Chip>
      ) : (
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {text.unexplained}
        </Chip>
      )}
      <span>
        <span className="num">{words.gap.span(formatClock(gap.from, true), formatClock(gap.to, true), formatSpan(gap.lasted_ms))}</span>
        {gap.explained ? (
          <span className="faint">
            {" "}
            {[gap.cause === null ? null : (words.cut.causes[gap.cause] ?? gap.cause), gap.manner === null ? null : text.by[gap.manner], gap.text].filter(Boolean).join(" · ")}
          </span>
        ) : null}
      </span>
      {gap.explained ? null : (
        <Button type="primary" onClick={onExplain}>
          {text.explain}
        </Button>
      )}
    </li>
  );
}

/** An interruption as it was noted: it explains no gap, and a gap that belongs to it stands above. */
function NotedLine({ page, noted, onExplain }: { page: ActivityPage; noted: Interruption; onExplain: (gap: Gap) => void }) {
  const gap = asGap(page, noted);
  const state = notedState(page, noted);
  return (
    <li>
      <NotedChip state={state} />
      <span>
        <span className="num">{words.cut.span(formatClock(noted.from, true), noted.to === null ? null : formatClock(noted.to, true))}</span>{" "}
        {[words.cut.causes[noted.cause] ?? noted.cause, noted.note, howItWentOn(noted), words.cut.by(noted.by)].filter(Boolean).join(" · ")}
      </span>
      {state === "open" && gap !== null ? (
        <Button type="primary" onClick={() => onExplain(gap)}>
          {text.explainNoted}
        </Button>
      ) : null}
    </li>
  );
}

function NotedChip({ state }: { state: NotedState }) {
  switch (state) {
    case "explained":
      return (
        <Chip tone="amber" icon={<FormOutlined />}>
          {text.explained}
        </Chip>
      );
    case "with_gap":
      return <Chip tone="grey">{words.cut.withGap}</Chip>;
    case "recorded":
      return <Chip tone="grey">{words.cut.recorded}</Chip>;
    case "open":
      return (
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {text.unexplained}
        </Chip>
      );
  }
}
