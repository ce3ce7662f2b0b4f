import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Popover, Typography } from "antd";
import { zh } from "@/i18n/zh";
import { Chip } from "./Chip";

interface Props {
  /** Digests by algorithm, e.g. `{ "SHA-256": "…", SM3: "…" }`. */
  digests: Record<string, string | null | undefined>;
  /** Position in the log. */
  logN?: number | null;
  /** Opens the proof. */
  onProof?: () => void;
}

/** 存证: digest and log position at a glance; a press shows them whole. */
export function ProofChip({ digests, logN, onProof }: Props) {
  const known = Object.entries(digests).filter((d): d is [string, string] => Boolean(d[1]));
  if (known.length === 0 && logN == null) return <Chip tone="grey">{zh.proof.none}</Chip>;
  const card = (
    <dl className="facts proof-card">
      {known.map(([name, hex]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Typography.Text code copyable>
              {hex}
            </Typography.Text>
          </dd>
        </div>
      ))}
      {logN == null ? null : (
        <div>
          <dt>{zh.proof.logN}</dt>
          <dd>
            {logN} {onProof ? <Typography.Link onClick={onProof}>{zh.proof.prove}</Typography.Link> : null}
          </dd>
        </div>
      )}
    </dl>
  );
  return (
    <Popover content={card} trigger={["click", "hover"]} mouseEnterDelay={0.3}>
      <button type="button" className="chip chip-green chip-button">
        <span className="chip-icon" aria-hidden>
          <SafetyCertificateOutlined />
        </span>
        <span>{logN == null ? zh.proof.kept : zh.proof.keptAt(logN)}</span>
      </button>
    </Popover>
  );
}
