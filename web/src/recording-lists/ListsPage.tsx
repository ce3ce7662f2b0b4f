import { FileAddOutlined, FileExcelOutlined, PlusOutlined, SnippetsOutlined } from "@ant-design/icons";
import { Alert, Button, Dropdown } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import { useListPage, useRecordingLists } from "@/api/queries";
import type { ListSummary, RecordingLists } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { listWords as w } from "@/i18n/zh-lists";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { ListDetail } from "./ListDetail";
import { StandingChip } from "./ListChips";
import { datesOf, inOrder } from "./list-text";
import "./lists.css";

/** The recording list: its versions at a glance, and one of them with all that is said of it. */
export default function ListsPage() {
  const { id } = useParams();
  const lists = useRecordingLists();
  return (
    <>
      <PageHead title={w.title} note={w.note} actions={lists.data ? <NewVersion lists={lists.data} /> : null} />
      <Loaded from={lists} rows={10}>
        {(data) => {
          const shown = id ?? data.in_force?.list_id ?? data.own[0]?.list_id ?? null;
          return (
            <div className="lists">
              <Versions lists={data} shown={shown} />
              {shown === null ? <Nothing text={w.noneInForce} /> : <Shown key={shown} id={shown} lists={data} />}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function Shown({ id, lists }: { id: string; lists: RecordingLists }) {
  const page = useListPage(id);
  return (
    <div className="list-shown">
      <Loaded from={page} rows={10}>
        {(data) => <ListDetail page={data} lists={lists} />}
      </Loaded>
    </div>
  );
}

function Versions({ lists, shown }: { lists: RecordingLists; shown: string | null }) {
  const borrowed = lists.in_force !== null && !lists.own.some((one) => one.list_id === lists.in_force?.list_id);
  const superior = lists.superior !== null && lists.superior.list_id !== lists.in_force?.list_id ? lists.superior : null;
  return (
    <nav className="panel list-versions" aria-label={w.versions}>
      <h2>{w.versions}</h2>
      {borrowed ? <Alert type="info" title={w.borrowed} /> : null}
      <ul className="plain-list">
        {inOrder(lists.own).map((one) => (
          <Version key={one.list_id} one={one} shown={shown} />
        ))}
        {borrowed && lists.in_force ? <Version one={lists.in_force} shown={shown} foreign /> : null}
        {superior ? <Version one={superior} shown={shown} foreign /> : null}
      </ul>
      {lists.own.length === 0 && !borrowed ? <p className="faint">{w.empty}</p> : null}
      {lists.below.length > 0 ? (
        <>
          <h2>{w.below}</h2>
          <ul className="plain-list">
            {inOrder(lists.below).map((one) => (
              <Version key={one.list_id} one={one} shown={shown} foreign />
            ))}
          </ul>
        </>
      ) : null}
    </nav>
  );
}

function Version({ one, shown, foreign }: { one: ListSummary; shown: string | null; foreign?: boolean }) {
  return (
    <li>
      <Link to={`/recording-list/${one.list_id}`} className="list-version" aria-current={one.list_id === shown ? "page" : undefined}>
        <span className="row">
          <StandingChip standing={one.standing} />
          {one.version === null ? null : <b>{w.version(one.version)}</b>}
          {one.open_comments > 0 ? <span className="amber-text">{w.openComments(one.open_comments)}</span> : null}
        </span>
        {foreign ? <span>{one.agency_name}</span> : null}
        <span className="list-version-title">{one.title}</span>
        <span className="faint">{datesOf(one)}</span>
      </Link>
    </li>
  );
}

/** Begins a version: from a table, from a list there is, or from nothing. */
function NewVersion({ lists }: { lists: RecordingLists }) {
  const navigate = useNavigate();
  const action = useAction({ errors: "inline", onDone: (done) => void navigate(`/recording-list/${done.id ?? ""}`) });
  const step = lists.actions.find((one) => one.action === "draft");
  if (!step) return null;
  if (!step.allowed) return <StepButton step={step} onGo={() => undefined} />;
  const title = w.newTitle(new Date().getFullYear());
  const make = (source: string, from_list: string | null) => void action.run("POST", "/recording-lists", { title, source, from_list });
  const { in_force: current, superior } = lists;
  const ways = [
    { key: "import", icon: <FileExcelOutlined />, label: w.startWays.import, onClick: () => void navigate("/recording-list/import") },
    ...(current ? [{ key: "current", icon: <SnippetsOutlined />, label: w.startWays.current, onClick: () => make(w.fromCurrent, current.list_id) }] : []),
    ...(superior && superior.list_id !== current?.list_id
      ? [{ key: "superior", icon: <SnippetsOutlined />, label: w.startWays.superior, onClick: () => make(w.fromSuperior, superior.list_id) }]
      : []),
    { key: "blank", icon: <FileAddOutlined />, label: w.startWays.blank, onClick: () => make(w.blankSource, null) },
  ];
  return (
    <>
      <Dropdown menu={{ items: ways }} trigger={["click"]}>
        <Button type="primary" icon={<PlusOutlined />} loading={action.busy}>
          {w.draft}
        </Button>
      </Dropdown>
      <ProblemView problem={action.problem} />
    </>
  );
}
