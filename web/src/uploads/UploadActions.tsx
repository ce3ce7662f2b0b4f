import {
  CaretRightOutlined,
  DeleteOutlined,
  FileSearchOutlined,
  PauseOutlined,
  RedoOutlined,
  UnlockOutlined,
  VerticalAlignTopOutlined,
} from "@ant-design/icons";
import { App, Button, Popconfirm } from "antd";
import { useRef } from "react";
import { fromInput, hasFilePicker, pickFiles } from "./pick-files";
import { uploadEngine } from "./upload-engine";
import { UNKNOWN_ORIGIN } from "./upload-origin";
import { SETTLED, type UploadTask } from "./upload-task";
import { words } from "./zh-uploads";

/** What can be done with one file now: icon and word, nothing hidden in menus. */
export function UploadActions({ task, reopenable }: { task: UploadTask; reopenable: boolean }) {
  const { id, phase } = task;
  const waits = phase === "waiting_digest" || phase === "waiting_transfer";
  const runs = waits || phase === "digesting" || phase === "transferring" || phase === "cut";
  return (
    <div className="upload-actions">
      {phase === "needs_file" && reopenable ? (
        <Button size="small" type="primary" icon={<UnlockOutlined />} onClick={() => void uploadEngine.reopenAll()}>
          {words.reopen}
        </Button>
      ) : null}
      {phase === "needs_file" ? <Reselect id={id} primary={!reopenable} /> : null}
      {runs ? (
        <Button size="small" icon={<PauseOutlined />} onClick={() => uploadEngine.pause(id)}>
          {words.pause}
        </Button>
      ) : null}
      {phase === "paused" ? (
        <Button size="small" type="primary" icon={<CaretRightOutlined />} onClick={() => uploadEngine.resume(id)}>
          {words.resume}
        </Button>
      ) : null}
      {waits ? (
        <Button size="small" icon={<VerticalAlignTopOutlined />} onClick={() => uploadEngine.moveFirst(id)}>
          {words.first}
        </Button>
      ) : null}
      {phase === "failed" || phase === "cut" ? (
        <Button size="small" icon={<RedoOutlined />} onClick={() => uploadEngine.retry(id)}>
          {words.retry}
        </Button>
      ) : null}
      {phase === "verifying" ? null : (
        <Popconfirm
          title={words.removeTitle}
          description={SETTLED.has(phase) ? words.removeSettled : words.removeUnfinished}
          okText={words.remove}
          onConfirm={() => void uploadEngine.remove(id)}
        >
          <Button size="small" type="text" icon={<DeleteOutlined />}>
            {words.remove}
          </Button>
        </Popconfirm>
      )}
    </div>
  );
}

function Reselect({ id, primary }: { id: string; primary: boolean }) {
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const give = async (picked: Awaited<ReturnType<typeof pickFiles>>) => {
    for (const { file, handle } of picked) {
      if ((await uploadEngine.reselect(file, handle)) !== null) continue;
      void uploadEngine.add([{ file, handle }], null, UNKNOWN_ORIGIN);
      void message.warning(words.reselectFailed);
    }
  };
  return (
    <>
      <Button
        size="small"
        type={primary ? "primary" : "default"}
        icon={<FileSearchOutlined />}
        onClick={() => (hasFilePicker() ? void pickFiles().then(give) : input.current?.click())}
      >
        {words.reselect}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.reselect}
        data-testid={`reselect-${id}`}
        onChange={(event) => {
          void give(fromInput(event.target.files));
          event.target.value = "";
        }}
      />
    </>
  );
}
