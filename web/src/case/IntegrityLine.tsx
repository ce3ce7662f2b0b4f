import { ExclamationCircleFilled, SafetyCertificateFilled, WarningFilled } from "@ant-design/icons";
import { useCaseIntegrity } from "@/api/queries";
import { proofWords } from "@/i18n/zh-proof";
import { Chip } from "@/widgets/Chip";
import { TimeBoxes } from "./TimeBoxes";
import "@/proof/proof.css";

const w = proofWords.integrity;
/** Differences named one by one; more are counted. */
const SHOWN = 10;

/** What recomputing the facts of a case from what is stored found, each time its page is opened. */
export function IntegrityLine({ caseId }: { caseId: string }) {
  const { data, error } = useCaseIntegrity(caseId);
  if (error !== null)
    return (
      <div className="integrity" role="status" aria-label={w.label}>
        <span>
          <Chip tone="amber" icon={<WarningFilled />}>
            {w.failed}
          </Chip>
        </span>
      </div>
    );
  if (data === undefined)
    return (
      <div className="integrity faint" role="status" aria-label={w.label}>
        {w.checking}
      </div>
    );
  if (data.defects.length === 0)
    return (
      <div className="integrity" role="status" aria-label={w.label}>
        <span className="row">
          <Chip tone="green" icon={<SafetyCertificateFilled />}>
            {w.whole(data.facts)}
          </Chip>
          <span className="faint">{w.against(data.size, data.signed_size)}</span>
        </span>
        <TimeBoxes boxes={data.boxes} clock={data.clock} />
      </div>
    );
  return (
    <div className="integrity" role="alert" aria-label={w.label}>
      <span>
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {w.broken(data.defects.length, data.facts)}
        </Chip>
      </span>
      <p>{w.meaning}</p>
      <ul>
        {data.defects.slice(0, SHOWN).map((one, at) => (
          <li key={at}>
            {one.n === null ? "" : `${w.fact(one.n)}：`}
            {one.what}
          </li>
        ))}
        {data.defects.length > SHOWN ? <li>{w.more(data.defects.length - SHOWN)}</li> : null}
      </ul>
    </div>
  );
}
