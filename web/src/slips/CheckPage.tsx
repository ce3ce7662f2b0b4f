import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, InfoCircleFilled, SafetyCertificateOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { asProblem, get } from "@/api/client";
import { useSlipAnswer } from "@/api/queries";
import type { Problem, Proof, SlipAnswer } from "@/api/schema";
import { formatInstant, formatLength } from "@/format/time";
import { zh } from "@/i18n/zh";
import { Loaded } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { saveFile } from "@/widgets/save-file";
import { readSlip } from "./slip-text";
import { slipWords } from "./zh-slips";
import "./slips.css";

const w = slipWords.page;

/** Whoever holds a slip sees here what became of it; nobody logs in. */
export default function CheckPage() {
  const { index, hash } = useParams();
  useEffect(() => {
    document.title = `${w.title} · ${zh.product}`;
  }, []);
  return (
    <main className="check-page">
      <header>
        <SafetyCertificateOutlined aria-hidden />
        <h1>{w.title}</h1>
      </header>
      {index === undefined || hash === undefined ? <Ask /> : <Answer key={`${index}/${hash}`} index={index} hash={hash} />}
    </main>
  );
}

function Ask() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const go = () => {
    const slip = readSlip(text);
    setWrong(slip === null);
    if (slip !== null) void navigate(`/check/${slip.index}/${slip.hash}`);
  };
  return (
    <form
      className="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <p>{w.lead}</p>
      <label className="field-label" htmlFor="slip-text">
        {w.field}
      </label>
      <Input.TextArea
        id="slip-text"
        autoFocus
        autoSize={{ minRows: 2 }}
        value={text}
        maxLength={600}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={(event) => {
          event.preventDefault();
          go();
        }}
      />
      {wrong ? (
        <div className="red-text" role="alert">
          {w.malformed}
        </div>
      ) : null}
      <Button type="primary" size="large" htmlType="submit">
        {w.go}
      </Button>
    </form>
  );
}

function Answer({ index, hash }: { index: string; hash: string }) {
  const answer = useSlipAnswer(index, hash);
  return (
    <>
      <Loaded from={answer}>{(data) => <Told answer={data} index={index} hash={hash} />}</Loaded>
      <Link to="/check">{w.again}</Link>
    </>
  );
}

type Tone = "good" | "bad" | "plain";
const ICON: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled className="green-text" aria-hidden />,
  bad: <CloseCircleFilled className="red-text" aria-hidden />,
  plain: <InfoCircleFilled className="faint" aria-hidden />,
};

function Line({ name, tone, note, children }: { name: string; tone: Tone; note?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {ICON[tone]} {children}
        {note === undefined ? null : <div className="faint">{note}</div>}
      </dd>
    </div>
  );
}

function Told({ answer, index, hash }: { answer: SlipAnswer; index: string; hash: string }) {
  return (
    <>
      <section className="panel stack" aria-label={w.held}>
        <div className="check-held">
          <CheckCircleFilled className="green-text" aria-hidden />
          <h2>{w.held}</h2>
        </div>
        <p>{w.heldText(answer.agency, formatInstant(answer.written_at))}</p>
        <dl className="check-facts">
          {answer.recordings === null ? <ServedLine pages={answer.pages} /> : <RecordingLines told={answer.recordings} />}
        </dl>
        <p className="faint">{w.lookedAt(formatInstant(answer.now))}</p>
      </section>
      <section className="panel stack">
        <p>{w.offline}</p>
        <div className="row wrap">
          <SaveProof index={index} hash={hash} />
          <a href="/VERIFY.html" download>
            {w.verifier}
          </a>
        </div>
        <p className="faint">{w.limits}</p>
      </section>
    </>
  );
}

function RecordingLines({ told }: { told: NonNullable<SlipAnswer["recordings"]> }) {
  const changed = told.altered + told.missing > 0;
  return (
    <>
      <Line name={w.recordings} tone="plain">
        {told.count === 0 ? w.none : w.count(told.count)}
      </Line>
      {told.count === 0 ? null : (
        <Line name={w.lasts} tone="plain" {...(told.without_length === 0 ? {} : { note: w.unknownLength(told.without_length) })}>
          <span className="num">{formatLength(told.lasts_ms)}</span>
        </Line>
      )}
      <Line name={w.deposit} tone={told.deposit === "in_time" ? "good" : told.deposit === "late" || told.deposit === "missing" ? "bad" : "plain"} note={w.depositNote}>
        {w.deposits[told.deposit as keyof typeof w.deposits]}
      </Line>
      {told.count === 0 ? null : (
        <>
          <Line name={w.unchanged} tone={changed ? "bad" : "good"}>
            {changed ? w.isChanged(told.altered, told.missing) : w.isUnchanged}
          </Line>
          <Line name={w.destroyed} tone={told.destroyed > 0 ? "bad" : "good"}>
            {told.destroyed > 0 ? w.isDestroyed(told.destroyed) : w.notDestroyed}
          </Line>
        </>
      )}
    </>
  );
}

function ServedLine({ pages }: { pages: string | null }) {
  return (
    <Line name={w.served} tone={pages === "intact" ? "good" : pages === null ? "plain" : "bad"}>
      {pages === null ? w.noPages : w.pages[pages as keyof typeof w.pages]}
    </Line>
  );
}

function SaveProof({ index, hash }: { index: string; hash: string }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const proof = await get<Proof>(`/slips/${index}/${hash}/proof`);
      saveFile(`slip-${index}.proof.json`, JSON.stringify(proof, null, 2), "application/json");
      setProblem(null);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void save()}>
        {w.saveProof}
      </Button>
      <ProblemView problem={problem} />
    </>
  );
}
