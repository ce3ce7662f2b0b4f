import { CloudUploadOutlined, FolderOpenOutlined } from "@ant-design/icons";
import { App, Button, Select } from "antd";
import { useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useActivities } from "@/api/queries";
import { formatShort } from "@/format/time";
import { fromDrop, fromInput, hasFilePicker, pickFiles } from "./pick-files";
import { Origin } from "./Origin";
import { uploadEngine, type PickedFile } from "./upload-engine";
import { UNKNOWN_ORIGIN } from "./upload-origin";
import { words } from "./zh-uploads";

const FILTER = { mine: true };

/** Choose the activity first, then the files: they are linked from their first byte on. */
export function AddFiles() {
  const { message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const chosen = params.get("activity");
  const activities = useActivities(FILTER, 50);
  const options = useMemo(
    () =>
      (activities.data?.pages ?? [])
        .flatMap((page) => page.items)
        .map((one) => ({ value: one.activity_id, label: `${one.title} · ${formatShort(one.arrived_at ?? one.planned_at)}` })),
    [activities.data],
  );
  const [over, setOver] = useState(false);
  const [origin, setOrigin] = useState(UNKNOWN_ORIGIN);
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);

  const add = (picked: readonly PickedFile[]) => {
    const found = options.find((option) => option.value === chosen);
    void uploadEngine.add(picked, chosen === null ? null : { id: chosen, label: found?.label ?? chosen }, origin).then((known) => {
      if (known > 0) void message.info(words.alreadyListed(known));
    });
  };
  const choose = async () => {
    if (hasFilePicker()) add(await pickFiles());
    else filesInput.current?.click();
  };

  return (
    <section className="panel add-files">
      <label htmlFor="upload-activity" className="add-label">
        {words.activity}
      </label>
      <Select
        id="upload-activity"
        className="add-activity"
        showSearch={{ optionFilterProp: "label" }}
        allowClear
        placeholder={words.activityNone}
        loading={activities.isPending}
        options={options}
        value={chosen}
        onChange={(id: string | undefined) => setParams(id ? { activity: id } : {}, { replace: true })}
      />
      <div className="faint">{words.activityHint}</div>
      <Origin origin={origin} onChange={setOrigin} />
      <div
        className={`drop-zone${over ? " over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void fromDrop(event.dataTransfer).then(add);
        }}
      >
        <CloudUploadOutlined className="drop-icon" aria-hidden />
        <span className="drop-text">{words.drop}</span>
        <Button type="primary" size="large" onClick={() => void choose()}>
          {words.pick}
        </Button>
        <Button size="large" icon={<FolderOpenOutlined />} onClick={() => folderInput.current?.click()}>
          {words.pickFolder}
        </Button>
        <div className="faint drop-limit">{words.limit}</div>
      </div>
      <input
        ref={filesInput}
        type="file"
        multiple
        hidden
        aria-label={words.pick}
        data-testid="upload-files"
        onChange={(event) => {
          add(fromInput(event.target.files));
          event.target.value = "";
        }}
      />
      <input
        ref={(node) => {
          folderInput.current = node;
          node?.setAttribute("webkitdirectory", "");
        }}
        type="file"
        multiple
        hidden
        aria-label={words.pickFolder}
        onChange={(event) => {
          add(fromInput(event.target.files));
          event.target.value = "";
        }}
      />
    </section>
  );
}
