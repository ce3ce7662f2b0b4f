import { LockOutlined } from "@ant-design/icons";
import { useMe } from "@/api/session";
import type { RecordKindView } from "@/api/schema";
import type { FieldModel, Values } from "./schema-model";
import { showValue } from "./show-value";
import { useCaseChoices } from "./widgets/case-choices";
import { carriedWording, wordingPieces } from "./wording";
import { words } from "./zh-records";

/** Prescribed wording, locked; its gaps follow the form. */
export function WordingBlock({ kind, fields, values }: { kind: RecordKindView; fields: readonly FieldModel[]; values: Values }) {
  const choices = useCaseChoices();
  const me = useMe();
  const carried = carriedWording(kind.wording, values);
  if (carried.length === 0) return null;
  return (
    <section className="wording" aria-label={words.wordingHead}>
      <header>
        <LockOutlined aria-hidden /> <b>{words.wordingHead}</b> <span className="faint">{words.wordingLocked}</span>
      </header>
      {carried.map((block) => (
        <p key={block.id}>
          {wordingPieces(block.text.trim(), fields, values, me.agency.name, (field, value) => showValue(field, value, choices)).map((piece, index) =>
            piece.kind === "text" ? (
              <span key={index}>{piece.text}</span>
            ) : piece.kind === "value" ? (
              <b key={index}>{piece.text}</b>
            ) : (
              <span key={index} className="wording-gap">
                〔{piece.title}〕
              </span>
            ),
          )}
        </p>
      ))}
    </section>
  );
}
