import { DownloadOutlined, FileDoneOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import type { Acceptance } from "@/api/schema";
import { formatShort } from "@/format/time";
import { acceptanceWords as w } from "@/i18n/zh-acceptance";
import { saveFile } from "@/widgets/save-file";

/** That every byte came, when, and the signed text to keep. */
export function Accepted({ acceptance, name, more }: { acceptance: Acceptance; name: string; more?: ReactNode }) {
  return (
    <div className="row">
      <span>
        <FileDoneOutlined /> {w.accepted(formatShort(acceptance.received_at), acceptance.log_n)}
      </span>
      <Button size="small" icon={<DownloadOutlined />} onClick={() => saveFile(`${name}.acceptance.txt`, acceptance.note, "text/plain")}>
        {w.save}
      </Button>
      {more}
    </div>
  );
}
