import {
  AlertOutlined,
  AuditOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloudUploadOutlined,
  EnvironmentOutlined,
  ExceptionOutlined,
  ExclamationCircleFilled,
  FileTextOutlined,
  FolderOpenOutlined,
  HourglassFilled,
  InboxOutlined,
  PlaySquareOutlined,
  ScissorOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useDesk } from "@/api/queries";
import { hasRole, useMe } from "@/api/session";
import type { DeskItem, DeskSection, DeskView, Figure, Role, Tone } from "@/api/schema";
import { navFor } from "@/app/nav";
import { formatArticle } from "@/format/text";
import { formatInstant } from "@/format/time";
import { deskWords as w } from "@/i18n/zh-desk";
import { Chip } from "@/widgets/Chip";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { InternalChip } from "@/widgets/InternalChip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import type { ChipTone } from "@/widgets/tones";
import "./desk.css";

/** What waits for this person, worst first. */
export default function DeskPage() {
  const me = useMe();
  const desk = useDesk();
  return (
    <>
      <PageHead
        title={w.hello(me.officer.name, partOfDay(me.server_time))}
        tab={w.title}
        note={desk.data ? deskNote(desk.data) : null}
        actions={
          <>
            {hasRole(me, "officer", "device_custodian") ? (
              <Link to="/intake">
                <Button icon={<CloudUploadOutlined />}>{w.upload}</Button>
              </Link>
            ) : null}
            {hasRole(me, "officer") ? (
              <>
                <Link to="/acts?new=1">
                  <Button icon={<EnvironmentOutlined />}>{w.newAct}</Button>
                </Link>
                <Link to="/cases/new">
                  <Button type="primary" icon={<FolderOpenOutlined />}>
                    {w.newCase}
                  </Button>
                </Link>
              </>
            ) : null}
          </>
        }
      />
      <Loaded from={desk}>
        {({ figures, sections }) => (
          <>
            {figures.length > 0 ? <Figures figures={figures} /> : null}
            {sections.length === 0 ? <NothingWaits roles={me.roles} /> : null}
            <div className="desk-grid">
              {[...sections].sort((a, b) => weight(b) - weight(a)).map((section) => (
                <Section key={section.key} section={section} />
              ))}
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** Offices to which nothing is ever sent: where their work is. */
function NothingWaits({ roles }: { roles: readonly Role[] }) {
  return (
    <section className="panel">
      <Nothing text={w.nothing}>
        <div className="row desk-doors">
          {navFor(roles)
            .filter((item) => item.key !== "desk")
            .map((item) => (
              <Link key={item.key} to={item.to}>
                {item.icon} {item.title}
              </Link>
            ))}
        </div>
      </Nothing>
    </section>
  );
}

/** Sections with something late come first, then soon, then filled, then empty; else the server's order. */
function weight({ items }: DeskSection): number {
  if (items.some((i) => i.tone === "late")) return 3;
  if (items.some((i) => i.tone === "soon")) return 2;
  return items.length > 0 ? 1 : 0;
}

function deskNote({ sections, since_text }: DeskView): string {
  const items = sections.flatMap((s) => s.items);
  // An alarm is no deadline.
  const soon = items.filter((i) => i.tone === "soon" && i.due_at !== null);
  const late = items.filter((i) => i.tone === "late");
  return [w.counts(late.length, soon.length), sinceText(since_text)].filter(Boolean).join(" · ");
}

/** The server may say it in words or as an instant. */
const sinceText = (text: string) => (/^\d{4}-\d\d-\d\dT/.test(text) ? w.asOf(formatInstant(text)) : text);

function partOfDay(at: string): string {
  const hour = Number(/T(\d\d)/.exec(at)?.[1] ?? 9);
  return hour < 11 ? w.morning : hour < 13 ? w.noon : hour < 18 ? w.afternoon : w.evening;
}

/** Each figure leads to the things it counts. */
function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <nav className="desk-figures" aria-label={w.figures}>
      {figures.map((figure) => (
        <Link key={figure.key} to={figure.href} className={`panel desk-figure desk-${figure.tone}`}>
          <span className="desk-number num">
            {figure.tone === "late" ? <ExclamationCircleFilled aria-hidden /> : null} {figure.count}
          </span>
          <span>{figure.title}</span>
        </Link>
      ))}
    </nav>
  );
}

function Section({ section }: { section: DeskSection }) {
  const { items } = section;
  return (
    <section className={items.length === 0 ? "panel desk-section desk-empty" : "panel desk-section"} aria-label={section.title}>
      <header>
        <h2>
          {section.title}
          {items.length > 0 ? <span className="desk-count">{items.length}</span> : null}
        </h2>
        {section.more ? <Link to={section.more}>{w.more}</Link> : null}
      </header>
      {items.length === 0 ? (
        <p className="faint">
          <CheckCircleOutlined aria-hidden /> {section.empty_text}
        </p>
      ) : (
        <ul>
          {items.map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}

const ICONS: Record<string, ReactNode> = {
  upload: <CloudUploadOutlined />,
  recording: <PlaySquareOutlined />,
  gap: <ScissorOutlined />,
  clock: <ClockCircleOutlined />,
  deadline: <ClockCircleOutlined />,
  record: <FileTextOutlined />,
  case: <FolderOpenOutlined />,
  activity: <EnvironmentOutlined />,
  approval: <AuditOutlined />,
  sign: <AuditOutlined />,
  archive: <InboxOutlined />,
  alarm: <AlertOutlined />,
  violation: <ExceptionOutlined />,
  device: <VideoCameraOutlined />,
};
const TONES: Record<Tone, [ChipTone, ReactNode]> = {
  late: ["red", <ExclamationCircleFilled key="i" />],
  soon: ["amber", <HourglassFilled key="i" />],
  ok: ["grey", <ClockCircleOutlined key="i" />],
  none: ["grey", null],
};

function Item({ item }: { item: DeskItem }) {
  const [tone, icon] = TONES[item.tone] ?? TONES.none;
  return (
    <li>
      <Link to={item.href} className={`desk-item desk-${item.tone}`}>
        <span className="desk-icon" aria-hidden>
          {ICONS[item.icon] ?? <FileTextOutlined />}
        </span>
        <span className="desk-text">
          <span className="desk-title">{item.title}</span>
          <span className="faint">
            {item.detail}
            {item.article ? <span className="article"> {formatArticle(item.article)}</span> : null}
          </span>
        </span>
        <span className="desk-chips">
          {item.due_text ? (
            <Chip tone={tone} icon={icon} title={item.due_at ? formatInstant(item.due_at) : undefined}>
              {item.due_text}
            </Chip>
          ) : (
            <DeadlineChip dueAt={item.due_at} />
          )}
          <InternalChip dueAt={item.internal_at} isOpen={item.tone !== "late"} />
        </span>
      </Link>
    </li>
  );
}
