import { useParams } from "react-router";
import { ExistingRecord } from "./ExistingRecord";
import { NewRecord } from "./NewRecord";
import "./records.css";

/** A record of a case: drafting, signing, correcting. `/records/new?kind=WS08` begins one. */
export default function RecordFormPage() {
  const { id = "", rid } = useParams();
  // Another record is another form: nothing typed for one may appear in the other.
  return rid === undefined ? <NewRecord key={`${id}:new`} caseId={id} /> : <ExistingRecord key={rid} caseId={id} recordId={rid} />;
}
