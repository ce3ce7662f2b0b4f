import type { KeyDiff, LawChange, LawDiff } from "@/api/schema";
import { formatDay } from "@/format/time";
import { draftWords as w } from "@/i18n/zh-law";
import { useNow } from "@/widgets/use-now";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";

const TONES: Record<LawChange, ChipTone> = { added: "green", removed: "red", changed: "amber" };

/** What the draft would change in the running law: rules, heads of packs, other files. */
export function DiffView({ diff }: { diff: LawDiff }) {
  const count = (change: LawChange) => diff.rules.filter((rule) => rule.change === change).length;
  const others = diff.files.filter((file) => file.kind !== "pack");
  const nothing = diff.rules.length + diff.packs.length + others.length === 0;
  return (
    <section className="panel law-diff" aria-label={w.diff}>
      <div className="row">
        <h2>{w.diff}</h2>
        <span className="faint">{w.counts(count("added"), count("removed"), count("changed"))}</span>
      </div>
      {nothing ? <p>{w.same}</p> : null}
      <ul className="law-list">
        {diff.packs.map((pack) => (
          <li key={pack.pack} className="law-clause">
            <div className="row">
              <ChangeChip change={pack.change} />
              <b>{pack.title}</b>
              <span className="faint">{w.head} {pack.pack}</span>
            </div>
            <Keys keys={pack.keys} />
          </li>
        ))}
        {diff.rules.map((rule) => (
          <li key={`${rule.rule}:${rule.effective_from}`} className="law-clause">
            <div className="row">
              <ChangeChip change={rule.change} />
              <span className="article">{rule.article}</span>
              <b>{rule.title}</b>
              <span className="faint">
                {rule.rule} · {rule.pack} · {w.span(day(rule.effective_from), day(rule.effective_until))}
              </span>
            </div>
            {rule.change === "removed" ? null : <NotYet from={rule.effective_from ?? null} />}
            <Keys keys={rule.keys} />
          </li>
        ))}
        {others.map((file) => (
          <li key={file.path} className="law-clause">
            <div className="row">
              <ChangeChip change={file.change} />
              <b>{w.fileKind[file.kind]}</b>
              <span className="faint">{file.path}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const day = (on: string | null | undefined): string | null => (on == null ? null : formatDay(on));

function ChangeChip({ change }: { change: LawChange }) {
  return <Chip tone={TONES[change]}>{w.change[change]}</Chip>;
}

/** A rule of later times moves no case of today. */
function NotYet({ from }: { from: string | null }) {
  const now = useNow();
  return from !== null && Date.parse(`${from}T00:00:00+08:00`) > now ? <p className="amber-text">{w.notYet}</p> : null;
}

function Keys({ keys }: { keys: readonly KeyDiff[] }) {
  if (keys.length === 0) return null;
  return (
    <div className="law-table-scroll">
      <table className="law-table">
        <thead>
          <tr>
            <th scope="col">{w.item}</th>
            <th scope="col">{w.old}</th>
            <th scope="col">{w.new}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.key}>
              <th scope="row">{key.label}</th>
              <td>{key.old == null ? <span className="faint">{w.nothing}</span> : <del>{key.old}</del>}</td>
              <td>{key.new == null ? <span className="faint">{w.nothing}</span> : <ins>{key.new}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
