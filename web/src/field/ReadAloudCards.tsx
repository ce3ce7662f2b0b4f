import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import type { ActivityPage } from "@/api/schema";
import type { Taps } from "./use-taps";
import { words } from "./zh-field";

interface Props {
  page: ActivityPage;
  taps: Taps;
  onDone: () => void;
}
const text = words.read;

/** Names with credential numbers as they are read aloud. */
export function useOfficerNames(page: ActivityPage): string {
  const me = useMe();
  const officers = useOfficers(me.agency.agency_id);
  return page.summary.officers
    .map(({ officer_id, name }) => {
      const number = officers.data?.items.find((person) => person.officer_id === officer_id)?.credential_no;
      return number ? `${name}（执法证号${number}）` : name;
    })
    .join("、");
}

/** What to say while showing the credentials, and who showed theirs. */
export function CredentialsCard({ page, taps, onDone }: Props) {
  const me = useMe();
  const names = useOfficerNames(page);
  const [shown, setShown] = useState(() => page.summary.officers.map((officer) => officer.officer_id));
  return (
    <div className="read-card">
      <div className="faint">{text.credentials}</div>
      <p className="read-text">{text.scriptCredentials(me.agency.name, names)}</p>
      <Checkbox.Group
        className="big-checks"
        aria-label={text.showAll}
        value={shown}
        options={page.summary.officers.map((officer) => ({ value: officer.officer_id, label: officer.name }))}
        onChange={(next) => setShown(next)}
      />
      <Button
        block
        type="primary"
        className="big-key"
        disabled={shown.length === 0}
        onClick={() => {
          taps.tap("credentials-shown", words.flow.credentials, { officers: shown });
          onDone();
        }}
      >
        {text.shown}
      </Button>
    </div>
  );
}

/** The notice that recording is going on, to be read aloud to all present. */
export function AnnounceCard({ page, taps, onDone }: Props) {
  const [untold, setUntold] = useState(false);
  const [note, setNote] = useState("");
  const tell = (told: boolean) => {
    taps.tap("announce", words.flow.announce, { told, note: note.trim() === "" ? null : note.trim() });
    onDone();
  };
  return (
    <div className="read-card">
      <div className="faint">{text.announce}</div>
      <p className="read-text">{text.scriptAnnounce(page.summary.place, page.summary.title)}</p>
      {untold ? (
        <>
          <label htmlFor="untold-note">
            {text.noteRequired}
            <span className="must"> *</span>
          </label>
          <Input.TextArea id="untold-note" autoFocus autoSize={{ minRows: 2 }} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />
          <Button block className="big-key" disabled={note.trim() === ""} onClick={() => tell(false)}>
            {text.toldNo}
          </Button>
        </>
      ) : (
        <div className="key-pair">
          <Button block type="primary" className="big-key" onClick={() => tell(true)}>
            {text.toldYes}
          </Button>
          <Button block className="big-key" onClick={() => setUntold(true)}>
            {text.toldNo}
          </Button>
        </div>
      )}
    </div>
  );
}
