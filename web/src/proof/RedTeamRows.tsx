import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { RedTeamRaised, RedTeamRow } from "@/api/schema";
import { Chip } from "@/widgets/Chip";
import { useNarrow } from "@/widgets/use-narrow";
import { firstSentence } from "./first-sentence";
import { redTeamWords as w } from "./zh-red-team";

/** One row for each attack; on a phone one card. */
export function RedTeamRows({ rows }: { rows: readonly RedTeamRow[] }) {
  return useNarrow() ? <Cards rows={rows} /> : <Table rows={rows} />;
}

function Table({ rows }: { rows: readonly RedTeamRow[] }) {
  return (
    <table className="red-table">
      <thead>
        <tr>
          <th scope="col">{w.row}</th>
          <th scope="col">{w.result}</th>
          <th scope="col">{w.attack}</th>
          <th scope="col">{w.power}</th>
          <th scope="col">{w.alarm}</th>
          <th scope="col">{w.limit}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={row.attack} className={row.is_found ? "" : "red-missed"}>
            <td className="num">{at + 1}</td>
            <td>
              <Verdict row={row} />
            </td>
            <td>
              <b>{row.title}</b>
              <div className="faint">{row.done}</div>
            </td>
            <td>{row.power_text}</td>
            <td>
              <Alarms row={row} />
            </td>
            <td className="red-limit">{row.limit}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ rows }: { rows: readonly RedTeamRow[] }) {
  return (
    <ol className="red-cards">
      {rows.map((row, at) => (
        <li key={row.attack} className={row.is_found ? "" : "red-missed"}>
          <div className="red-card-head">
            <b>
              {at + 1}. {row.title}
            </b>
            <Verdict row={row} />
          </div>
          <div className="faint">{row.done}</div>
          <dl>
            <dt>{w.power}</dt>
            <dd>{row.power_text}</dd>
            <dt>{w.alarm}</dt>
            <dd>
              <Alarms row={row} />
            </dd>
            <dt>{w.limit}</dt>
            <dd>{row.limit}</dd>
          </dl>
        </li>
      ))}
    </ol>
  );
}

function Verdict({ row }: { row: RedTeamRow }) {
  return (
    <Chip tone={row.is_found ? "green" : "red"} icon={row.is_found ? <CheckCircleFilled /> : <CloseCircleFilled />}>
      {row.is_found ? w.found : w.missed}
    </Chip>
  );
}

function Alarms({ row }: { row: RedTeamRow }) {
  return (
    <>
      {row.is_found ? null : <p className="red-text">{w.missedText}</p>}
      <ul className="red-alarms">
        {row.alarms.map((one) => (
          <li key={one.alarm}>
            <b>{one.title}</b>{" "}
            <span className="faint">
              {w.seconds(one.took_ms)} · {w.inOperation(one.period)}
            </span>
            <Sentence raised={one} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A long warning begins with what is wrong; the rest says what to do. */
function Sentence({ raised }: { raised: RedTeamRaised }) {
  const { head, rest } = firstSentence(raised.sentence);
  return (
    <div>
      {head}
      {rest === "" ? null : (
        <details>
          <summary>{w.whole}</summary>
          {rest}
        </details>
      )}
    </div>
  );
}
