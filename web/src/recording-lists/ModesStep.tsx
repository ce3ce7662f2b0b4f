import { Select } from "antd";
import type { ListMode, ListPreview } from "@/api/schema";
import { listWords } from "@/i18n/zh-lists";

const w = listWords.import;
const OPTIONS = (Object.keys(listWords.modeLong) as ListMode[]).map((value) => ({ value, label: listWords.modeLong[value] }));

interface Props {
  words: ListPreview["unknown_modes"];
  modes: Readonly<Record<string, ListMode>>;
  /** The table could not be read yet, so its words are not known. */
  unread: boolean;
  onExplain: (word: string, mode: ListMode) => void;
}

/** What the table's own words for the mode mean; a person says it, nothing is guessed. */
export function ModesStep({ words, modes, unread, onExplain }: Props) {
  return (
    <section className="panel" aria-label={w.step[3]}>
      <h2>4 {w.step[3]}</h2>
      <p className="faint">{unread ? w.modesUnread : words.length === 0 ? w.modesNone : w.modesNote}</p>
      <ul className="plain-list import-columns">
        {words.map(({ word, rows, first_line }) => {
          const name = word || w.blank;
          return (
            <li key={word}>
              <b>{name}</b>
              <span className="faint">{w.modeRows(rows, first_line)}</span>
              <Select aria-label={`${name} ${w.means}`} value={modes[word] ?? null} placeholder={w.choose_mode} status={modes[word] ? "" : "warning"} options={OPTIONS} onChange={(mode) => onExplain(word, mode)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
