import { BulbOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useHints } from "@/api/queries";
import type { HintView } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { hintWords as w } from "@/i18n/zh-hints";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { groupsOf, labelsOf, toneOf } from "./hint-groups";
import "./hints.css";

interface Props {
  caseId: string;
  /** Beside an opinion in the making: told even if there are none, and what is opened leaves the page alone. */
  review?: boolean;
}

/** Contradictions and gaps worth a look before the legal review, by what they are; nothing waits for them. */
export function HintsPanel({ caseId, review = false }: Props) {
  const hints = useHints(caseId);
  return (
    <Loaded from={hints} rows={2}>
      {({ items, is_cut, withheld }) =>
        items.length === 0 && withheld === 0 && !review ? null : (
          <section className="panel hints" aria-label={w.title}>
            {items.length === 0 ? (
              <h2>
                <BulbOutlined aria-hidden /> {w.title} <span className="faint">{w.none}</span>
              </h2>
            ) : (
              <details open={review}>
                <summary>
                  <h2>
                    <BulbOutlined aria-hidden /> {w.title} <span className="faint">{w.count(items.length)}</span>
                  </h2>
                  <span className="hints-kinds">
                    {groupsOf(items).map(([kind, group]) => (
                      <Chip key={kind} tone={toneOf(kind)}>
                        {group[0]?.title} {group.length}
                      </Chip>
                    ))}
                  </span>
                </summary>
                <div {...(review ? { className: "hints-list hints-short", tabIndex: 0, role: "group", "aria-label": w.list } : { className: "hints-list" })}>
                  {groupsOf(items).map(([kind, group]) => (
                    <HintGroup key={kind} group={group} review={review} />
                  ))}
                </div>
                <p className="faint">{review ? w.noteReview : w.note}</p>
              </details>
            )}
            {is_cut ? <p className="faint">{w.cut}</p> : null}
            {withheld > 0 ? <p className="faint">{w.withheld(withheld)}</p> : null}
          </section>
        )
      }
    </Loaded>
  );
}

function HintGroup({ group, review }: { group: readonly HintView[]; review: boolean }) {
  return (
    <div className="hint-group">
      <h3>{group[0]?.title}</h3>
      <ul>
        {group.map((hint) => (
          <li key={hint.sentence}>
            <span>
              {hint.sentence} <span className="article">{formatArticle(hint.article)}</span>
            </span>
            <span className="hint-places">
              {labelsOf(hint.places).map(([href, label]) => (
                <Link key={href} to={href} {...(review ? { target: "_blank", title: w.newWindow } : {})}>
                  {label}
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
