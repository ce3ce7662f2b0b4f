import { CheckCircleFilled, ExclamationCircleFilled, InfoCircleOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { Popover, Typography } from "antd";
import { Link } from "react-router";
import { shortDigest } from "@/format/text";
import { Chip } from "@/widgets/Chip";
import { words } from "./zh-uploads";

interface Props {
  browser: string | null;
  server: string | null;
  sm3: string | null;
  logNumber: number | null;
  recordingId: string | null;
  thereAlready: boolean;
  deposited: boolean;
}

/** What proves a deposit: both digests side by side and the number in the log. Only then may the device be cleared. */
export function DepositProof({ browser, server, sm3, logNumber, recordingId, thereAlready, deposited }: Props) {
  const equal = browser !== null && server !== null && browser === server;
  const differs = browser !== null && server !== null && browser !== server;
  return (
    <div className="deposit-proof">
      <Popover content={<Digests browser={browser} server={server} sm3={sm3} />} trigger={["hover", "click"]}>
        <button type="button" className="digest-line">
          {equal ? <CheckCircleFilled className="green-text" /> : differs ? <ExclamationCircleFilled className="red-text" /> : <InfoCircleOutlined />}
          <span>{equal ? words.digestEqual : differs ? words.digestDiffers : words.digestAbsent}</span>
          {server === null ? null : <code>{shortDigest(server)}</code>}
        </button>
      </Popover>
      <div className="row">
        {logNumber === null ? null : (
          <Chip tone="green" icon={<SafetyCertificateOutlined />}>
            {words.logNumber(logNumber)}
          </Chip>
        )}
        {deposited && equal && logNumber !== null ? (
          <Chip tone="green" icon={<CheckCircleFilled />}>
            {words.mayClear}
          </Chip>
        ) : null}
        {thereAlready ? <Chip tone="grey">{words.thereAlready}</Chip> : null}
        {recordingId === null ? null : <Link to={`/av/${recordingId}`}>{words.openRecording}</Link>}
      </div>
    </div>
  );
}

function Digests({ browser, server, sm3 }: { browser: string | null; server: string | null; sm3: string | null }) {
  const rows: [string, string | null][] = [
    [words.browserDigest, browser],
    [words.serverDigest, server],
    [words.sm3, sm3],
  ];
  return (
    <dl className="facts proof-card">
      {rows.map(([name, hex]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{hex === null ? "—" : <Typography.Text code copyable>{hex}</Typography.Text>}</dd>
        </div>
      ))}
    </dl>
  );
}
