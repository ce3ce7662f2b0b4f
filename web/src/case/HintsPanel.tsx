import { BulbOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useHints } from "@/api/queries";
import { formatArticle } from "@/format/text";
import { oversightWords as w } from "@/i18n/zh-oversight";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";

/** Contradictions and gaps worth a look before the legal review; nothing waits for them. */
export function HintsPanel({ caseId, always = false }: { caseId: string; always?: boolean }) {
  const hints = useHints(caseId);
  return (
    <Loaded from={hints} rows={2}>
      {({ items }) =>
        items.length === 0 && !always ? null : (
          <section className="panel hints" aria-label={w.hints}>
            <h2>
              <BulbOutlined aria-hidden /> {w.hints} <span className="faint">{w.hintsNote}</span>
            </h2>
            {items.length === 0 ? <p className="faint">{w.noHints}</p> : null}
            <ul>
              {items.map((hint) => (
                <li key={hint.sentence}>
                  <Chip tone="amber">{hint.title}</Chip> {hint.sentence} <span className="article">{formatArticle(hint.article)}</span>{" "}
                  {hint.places.map((place) => (
                    <Link key={place.href} to={place.href}>
                      {place.label}
                    </Link>
                  ))}
                </li>
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  );
}
