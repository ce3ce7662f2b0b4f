import { FileAddOutlined, FolderOpenOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Select } from "antd";
import { useRef, useState } from "react";
import { asProblem, get } from "@/api/client";
import { useLawFiles } from "@/api/queries";
import type { LawFileView, Listing, Problem } from "@/api/schema";
import { draftWords as w } from "@/i18n/zh-law";
import { ProblemView } from "@/widgets/ProblemView";
import { decode, type DraftText, MAX_BYTES, placeOf, sizeOf, withFile } from "./draft-files";

interface Props {
  files: readonly DraftText[];
  onAdd: (files: readonly DraftText[]) => void;
}

/** Three ways into a draft: a built-in file to start from, chosen files, a new one to paste into. */
export function AddFiles({ files, onAdd }: Props) {
  const known = useLawFiles();
  const [pack, setPack] = useState("");
  const [told, setTold] = useState<string[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const picker = useRef<HTMLInputElement>(null);

  const start = async (path: string) => {
    setTold([]);
    setProblem(null);
    try {
      const list = await get<Listing<LawFileView>>("/law-files", { path });
      const text = list.items[0]?.text;
      if (text != null) onAdd([{ path, text }]);
      else setTold([w.noText(path)]);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  const choose = async (chosen: FileList | null) => {
    const { added, wrong } = await readAll([...(chosen ?? [])], files, pack);
    setTold(wrong);
    if (added.length > 0) onAdd(added);
    if (picker.current) picker.current.value = "";
  };
  const blank = () => {
    const folder = pack.trim();
    setTold(folder === "" ? [w.needFolder] : []);
    if (folder !== "") onAdd([{ path: `packs/${folder}/pack.toml`, text: "" }]);
  };
  return (
    <>
      <div className="filters">
        <Select
          className="law-start"
          aria-label={w.start}
          showSearch
          value={null}
          placeholder={w.start}
          loading={known.isPending}
          onChange={(path: string | null) => path !== null && void start(path)}
          options={(known.data?.items ?? []).map(({ path, kind }) => ({ value: path, label: `${path}（${w.fileKind[kind]}）` }))}
          popupMatchSelectWidth={false}
        />
        <Input className="law-folder" aria-label={w.folder} title={w.folderHint} placeholder={w.folderHint} value={pack} onChange={(e) => setPack(e.target.value)} />
        <Button icon={<FolderOpenOutlined />} onClick={() => picker.current?.click()}>
          {w.choose}
        </Button>
        <input ref={picker} type="file" multiple accept=".toml" hidden aria-label={w.choose} onChange={(e) => void choose(e.target.files)} />
        <Button icon={<FileAddOutlined />} onClick={blank}>
          {w.blank}
        </Button>
      </div>
      {known.error && !known.data ? (
        <>
          <p className="amber-text">{w.filesFailed}</p>
          <ProblemView problem={asProblem(known.error)} onRetry={() => void known.refetch()} />
        </>
      ) : null}
      <ProblemView problem={problem} />
      {told.length > 0 ? (
        <Alert
          role="alert"
          type="warning"
          showIcon
          title={told.map((line) => (
            <div key={line}>{line}</div>
          ))}
        />
      ) : null}
    </>
  );
}

async function readAll(chosen: readonly File[], files: readonly DraftText[], pack: string) {
  const added: DraftText[] = [];
  const wrong: string[] = [];
  for (const file of chosen) {
    if (!file.name.endsWith(".toml")) {
      wrong.push(w.notToml(file.name));
      continue;
    }
    const path = placeOf(file.name, file.webkitRelativePath, pack);
    if (path === null) {
      wrong.push(w.needFolder);
      break;
    }
    if (file.size > MAX_BYTES) {
      wrong.push(w.tooLarge(file.name));
      continue;
    }
    const read = decode(new Uint8Array(await file.arrayBuffer()));
    if ("badLine" in read) {
      wrong.push(w.gb(file.name, read.badLine));
      continue;
    }
    const all = [...added, { path, text: read.text }].reduce<DraftText[]>((sum, one) => withFile(sum, one), [...files]);
    if (sizeOf(all) > MAX_BYTES) wrong.push(w.tooLarge(file.name));
    else added.push({ path, text: read.text });
  }
  return { added, wrong };
}
