import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { draftWords as w } from "@/i18n/zh-law";
import type { DraftText } from "./draft-files";

interface Props {
  files: readonly DraftText[];
  active: string;
  onActive: (path: string) => void;
  onRemove: (path: string) => void;
}

/** The files of the draft, one of them shown; each can be taken out again. */
export function FileTabs({ files, active, onActive, onRemove }: Props) {
  return (
    <ul className="law-files" aria-label={w.files}>
      {files.map(({ path }) => (
        <li key={path} className={path === active ? "law-file law-file-active" : "law-file"}>
          <button type="button" aria-current={path === active ? "true" : undefined} onClick={() => onActive(path)}>
            {path}
          </button>
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={w.remove(path)} onClick={() => onRemove(path)} />
        </li>
      ))}
    </ul>
  );
}
