import { ExportOutlined, FilePdfOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { asProblem, getBlob } from "@/api/client";
import { Waiting } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-records";

interface Props {
  caseId: string;
  /** Null while the record has never been saved. */
  recordId: string | null;
  title: string;
  /** The form holds changes the page does not show yet. */
  stale?: boolean;
  draft?: boolean;
  /** It must not be used any more. */
  isVoid?: boolean;
  /** Changes when the page must be drawn anew, e.g. with the record's status. */
  version?: string;
}

/** The record as it will be printed, from the server; drafts carry a watermark. */
export function PdfPane({ caseId, recordId, title, stale = false, draft = false, isVoid = false, version = "" }: Props) {
  const pdf = useQuery({
    queryKey: ["cases", caseId, "records", recordId, "pdf", version],
    queryFn: ({ signal }) => getBlob(`/cases/${caseId}/records/${recordId}/pdf`, signal),
    enabled: recordId !== null,
    staleTime: 0,
  });
  const url = useObjectUrl(pdf.data);
  return (
    <section className="pdf-pane" aria-label={words.previewHead}>
      <header>
        <h2>{words.previewHead}</h2>
        <span className="faint">{stale ? words.previewStale : draft && recordId !== null ? words.previewDraft : null}</span>
        <span className="grow" />
        {url === null ? null : (
          <Button size="small" icon={<ExportOutlined />} href={url} target="_blank" rel="noreferrer">
            {words.previewOpen}
          </Button>
        )}
      </header>
      {recordId === null ? (
        <div className="pdf-none">
          <FilePdfOutlined aria-hidden />
          <p>{words.previewNone}</p>
        </div>
      ) : pdf.error !== null && url === null ? (
        <ProblemView problem={asProblem(pdf.error)} onRetry={() => void pdf.refetch()} />
      ) : url === null ? (
        <Waiting rows={12} />
      ) : (
        <div className="pdf-page">
          <iframe key={url} src={`${url}#toolbar=0&navpanes=0&view=FitH`} title={title} />
          {isVoid ? <span className="pdf-stamp">{words.voiding.stamp}</span> : null}
        </div>
      )}
    </section>
  );
}

function useObjectUrl(blob: Blob | undefined): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
