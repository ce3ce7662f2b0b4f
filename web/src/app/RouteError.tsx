import { Button, Result } from "antd";
import { useEffect, useState } from "react";
import { useRouteError } from "react-router";
import { asProblem } from "@/api/client";
import { errorWords } from "@/i18n/zh-errors";
import { shellWords } from "@/i18n/zh-shell";

/** Whether the server answers at all, whatever it says. */
async function isReachable(): Promise<boolean> {
  try {
    await fetch("/", { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

/** A page that broke, or one that could not be fetched: the line is down, or an update of the server took it away. */
export function RouteError() {
  const error = useRouteError();
  const unfetched = error instanceof TypeError && /dynamically imported module/i.test(error.message);
  const [reachable, setReachable] = useState<boolean | null>(null);
  useEffect(() => {
    if (unfetched) void isReachable().then(setReachable);
  }, [unfetched]);
  if (unfetched && reachable === null) return null;
  const offline = unfetched && reachable === false;
  // Without a line a reload would leave nothing but the browser's own error page.
  const again = async () => {
    if (!offline || (await isReachable())) window.location.reload();
  };
  const [title, hint] = offline ? [errorWords.offline, errorWords.offlinePage] : unfetched ? [shellWords.updated, shellWords.updatedHint] : [shellWords.broke, shellWords.brokeHint];
  return (
    <Result
      status={offline ? "warning" : unfetched ? "info" : "error"}
      title={title}
      subTitle={hint}
      extra={
        <Button type="primary" onClick={() => void again()}>
          {shellWords.reload}
        </Button>
      }
    >
      {unfetched ? null : <p className="faint">{asProblem(error).detail}</p>}
    </Result>
  );
}
