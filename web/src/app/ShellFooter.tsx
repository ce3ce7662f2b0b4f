import { Popover, Typography } from "antd";
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { LogHead, SessionView } from "@/api/schema";
import { shortDigest } from "@/format/text";
import { formatInstant } from "@/format/time";
import { shellWords } from "@/i18n/zh-shell";
import { Loaded } from "@/widgets/Loaded";

/** Server time and the log's head, on every page. */
export function ShellFooter({ session }: { session: SessionView }) {
  const known = session.log_root !== "";
  return (
    <footer className="shell-foot">
      <span>
        {shellWords.serverTime} {formatInstant(session.server_time)}
      </span>
      <Popover content={<LogHeadCard />} trigger="click" destroyOnHidden>
        <button type="button" className="foot-log" title={known ? shellWords.logOk : shellWords.logLost}>
          <span className={known ? "dot dot-green" : "dot dot-red"} aria-hidden />
          {known ? shellWords.logHead(session.log_size, shortDigest(session.log_root, 12)) : shellWords.logLost}
        </button>
      </Popover>
    </footer>
  );
}

function LogHeadCard() {
  const head = useQuery({ queryKey: ["log", "head"], queryFn: ({ signal }) => get<LogHead>("/log/head", {}, signal) });
  return (
    <div className="log-card">
      <b>{shellWords.logDetail}</b>
      <Loaded from={head} rows={3}>
        {(h) => (
          <dl className="facts">
            <dt>{shellWords.logSize}</dt>
            <dd>{h.size}</dd>
            <dt>SHA-256</dt>
            <dd>
              <Typography.Text code copyable>
                {h.root_sha256}
              </Typography.Text>
            </dd>
            <dt>SM3</dt>
            <dd>
              <Typography.Text code copyable>
                {h.root_sm3}
              </Typography.Text>
            </dd>
            <dt>{shellWords.logAt}</dt>
            <dd>{formatInstant(h.at)}</dd>
          </dl>
        )}
      </Loaded>
      <div className="faint">{shellWords.logNote}</div>
    </div>
  );
}
