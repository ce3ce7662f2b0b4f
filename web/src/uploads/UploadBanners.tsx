import { Alert, Button } from "antd";
import { uploadEngine, type EngineView } from "./upload-engine";
import { words } from "./zh-uploads";

/** What holds the queue up as a whole, said once above it. */
export function UploadBanners({ view }: { view: EngineView }) {
  if (view.elsewhere) return <Alert type="info" showIcon title={words.banner.elsewhere} />;
  const cut = view.tasks.filter((task) => task.phase === "cut");
  const needing = view.tasks.filter((task) => task.phase === "needs_file");
  const size = cut.reduce((sum, task) => sum + task.sizeBytes, 0);
  const saved = cut.reduce((sum, task) => sum + task.acknowledgedBytes, 0);
  const percent = size === 0 ? 0 : Math.floor((saved / size) * 100);
  return (
    <>
      {view.loginLost ? <Alert type="warning" showIcon title={words.banner.login} /> : null}
      {cut.length > 0 && !view.loginLost ? (
        <Alert type="warning" showIcon title={`${words.banner.offline}，${words.banner.cut(cut.length, percent)}`} />
      ) : null}
      {needing.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={`${words.banner.needsFile(needing.length)}${words.banner.needsFileAsk}`}
          action={
            needing.some((task) => view.reopenable.has(task.id)) ? (
              <Button type="primary" onClick={() => void uploadEngine.reopenAll()}>
                {words.reopen}
              </Button>
            ) : undefined
          }
        />
      ) : null}
    </>
  );
}
